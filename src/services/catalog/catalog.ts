import type { Disposable } from '../../common/disposables.ts';
import { Emitter, type Event } from '../../common/emitter.ts';
import type { Environment } from '../../model/environment.ts';
import type { IndexStats, VectorIndex } from '../../model/vectorIndex.ts';
import type { PineconeClient } from '../../pinecone/pineconeClient.ts';
import {
  addressOf,
  decodeCatalogSnapshot,
  encodeCatalogSnapshot,
  type CatalogSnapshot,
} from './catalogSnapshot.ts';
import { RequestCoalescer } from './requestCoalescer.ts';

/**
 * Lists indexes and their statistics with control-plane and stats calls only, which cost no read units. Caches
 * responses.
 */
export class Catalog implements Disposable {
  readonly #deps: CatalogDeps;
  readonly #changed = new Emitter<void>();
  readonly #invalidated = new Emitter<string | undefined>();
  readonly #calls = new RequestCoalescer();
  readonly #caches = new Map<string, EnvironmentCache>();
  #lastGeneration = 0;

  /** Fires when cached data changes. */
  readonly onDidChange: Event<void> = this.#changed.event;
  /** Fires when views must request data again: with the environment's id, or `undefined` for all environments. */
  readonly onDidInvalidate: Event<string | undefined> = this.#invalidated.event;

  constructor(deps: CatalogDeps) {
    this.#deps = deps;
  }

  /** Returns all indexes, sorted by name. */
  async indexes(environment: Environment, signal: AbortSignal): Promise<readonly VectorIndex[]> {
    const fresh = this.#cachedIndexes(environment);
    if (fresh !== undefined) return fresh;
    return this.#request(environment, 'indexes', signal, {
      call: async (client, signal) => [...(await client.listIndexes(signal))].sort(byName),
      update: (indexes) => (known, at) => ({ at, indexes, stats: statsOf(indexes, known) }),
    });
  }

  /** Returns the index from a response at most 30 s old. Throws `notFound` if no index has this name. */
  async index(environment: Environment, name: string, signal: AbortSignal): Promise<VectorIndex> {
    const described = this.#cached(environment, `index/${name}`, indexesMaxAgeMs);
    const fresh =
      (described as VectorIndex | undefined) ??
      this.#cachedIndexes(environment)?.find((index) => index.name === name);
    if (fresh?.isReady === true) return fresh;
    return this.#request(environment, `index/${name}`, signal, {
      call: (client, signal) => client.describeIndex(name, signal),
      update: (index) => (known) =>
        known && {
          ...known,
          indexes: known.indexes.map((other) => (other.name === name ? index : other)),
        },
    });
  }

  /** Returns the record counts of an index returned by `indexes` or `index`. */
  async stats(
    environment: Environment,
    index: VectorIndex,
    signal: AbortSignal,
  ): Promise<IndexStats> {
    const name = `stats/${index.name}`;
    const fresh = this.#cached(environment, name, statsMaxAgeMs);
    if (fresh !== undefined) return fresh as IndexStats;
    return this.#request(environment, name, signal, {
      call: (client, signal) => client.index(index.host).stats(signal),
      update: (stats) => (known, at) =>
        known && {
          ...known,
          stats: {
            ...known.stats,
            [index.name]: { at, stats, namespaceCount: stats.namespaces.length },
          },
        },
    });
  }

  /** Returns the last known indexes and statistics, also from earlier sessions, without a request. */
  snapshotOf(environment: Environment): CatalogSnapshot | undefined {
    return this.#cacheOf(environment).snapshot;
  }

  /** Makes the next read go to the service, and tells views to read again. Keeps the snapshot. */
  invalidate(environmentId?: string): void {
    this.expire(environmentId);
    this.#invalidated.fire(environmentId);
    this.#changed.fire();
  }

  /** Makes the next read go to the service without notifying views, which would start a stopped engine. */
  expire(environmentId?: string): void {
    for (const [id, cache] of this.#caches) {
      if (environmentId !== undefined && id !== environmentId) continue;
      cache.generation = ++this.#lastGeneration;
      cache.answers.clear();
    }
  }

  /** Drops everything known of an environment: after its removal, or after a change of its key. */
  forget(environmentId: string): void {
    this.#caches.delete(environmentId);
    this.#deps.state.set(stateKey(environmentId), undefined);
    this.#invalidated.fire(environmentId);
    this.#changed.fire();
  }

  dispose(): void {
    this.#changed.dispose();
    this.#invalidated.dispose();
  }

  #cacheOf(environment: Environment): EnvironmentCache {
    const address = addressOf(environment);
    const present = this.#caches.get(environment.id);
    if (present?.address === address) return present;
    const snapshot = decodeCatalogSnapshot(
      environment,
      this.#deps.state.get(stateKey(environment.id)),
    );
    const cache = { address, answers: new Map(), generation: ++this.#lastGeneration, snapshot };
    this.#caches.set(environment.id, cache);
    return cache;
  }

  #cachedIndexes(environment: Environment): readonly VectorIndex[] | undefined {
    const fresh = this.#cached(environment, 'indexes', indexesMaxAgeMs);
    return fresh as readonly VectorIndex[] | undefined;
  }

  #cached(environment: Environment, name: string, maxAgeMs: number): unknown {
    const answer = this.#cacheOf(environment).answers.get(name);
    if (answer === undefined || this.#deps.now() - answer.at > maxAgeMs) return undefined;
    return answer.value;
  }

  #request<T>(
    environment: Environment,
    name: string,
    signal: AbortSignal,
    request: {
      call: (client: PineconeClient, signal: AbortSignal) => Promise<T>;
      update: (answer: T) => SnapshotUpdate;
    },
  ): Promise<T> {
    const cache = this.#cacheOf(environment);
    const key = `${environment.id} ${cache.generation} ${name}`;
    return this.#calls.run(key, signal, async (signal) => {
      const client = await this.#deps.open(environment, signal);
      // Opening may start the engine, which invalidates earlier responses. The response to this request stays valid.
      const { generation } = cache;
      const value = await request.call(client, signal);
      const isStale = this.#caches.get(environment.id) !== cache || cache.generation !== generation;
      if (!isStale) this.#remember(environment, cache, name, value, request.update(value));
      return value;
    });
  }

  #remember(
    environment: Environment,
    cache: EnvironmentCache,
    name: string,
    value: unknown,
    update: SnapshotUpdate,
  ): void {
    const at = this.#deps.now();
    cache.answers.set(name, { at, value });
    const known = update(cache.snapshot, at);
    if (known === undefined) return;
    cache.snapshot = known;
    this.#deps.state.set(stateKey(environment.id), encodeCatalogSnapshot(environment, known));
    this.#changed.fire();
  }
}

/** Stores plain values across windows and restarts. */
export type StateStore = {
  get(key: string): unknown;
  /** `undefined` removes the value. Never throws: everything stored can be requested again. */
  set(key: string, value: unknown): void;
};

export type CatalogDeps = {
  readonly open: (environment: Environment, signal: AbortSignal) => Promise<PineconeClient>;
  readonly state: StateStore;
  readonly now: () => number;
};

/** Cached responses of one environment at one address. A new generation invalidates all earlier responses. */
type EnvironmentCache = {
  readonly address: string;
  readonly answers: Map<string, { readonly at: number; readonly value: unknown }>;
  generation: number;
  snapshot: CatalogSnapshot | undefined;
};

type SnapshotUpdate = (
  known: CatalogSnapshot | undefined,
  at: number,
) => CatalogSnapshot | undefined;

/** Maximum ages of cached responses. A notebook reads its index on every run. */
const indexesMaxAgeMs = 30_000;
const statsMaxAgeMs = 10_000;

function stateKey(environmentId: string): string {
  return `catalog/${environmentId}`;
}

/** Returns the cached statistics of the indexes that still exist. */
function statsOf(
  indexes: readonly VectorIndex[],
  known: CatalogSnapshot | undefined,
): CatalogSnapshot['stats'] {
  const names = new Set(indexes.map(({ name }) => name));
  const stats = Object.entries(known?.stats ?? {});
  return Object.fromEntries(stats.filter(([name]) => names.has(name)));
}

function byName(one: VectorIndex, other: VectorIndex): number {
  return one.name.localeCompare(other.name, 'en');
}
