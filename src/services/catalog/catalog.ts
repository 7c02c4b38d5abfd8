import type { Disposable } from '../../common/disposables.ts';
import { Emitter, type Event } from '../../common/emitter.ts';
import type { Environment } from '../../model/environment.ts';
import type { IndexStats, VectorIndex } from '../../model/vectorIndex.ts';
import type { PineconeClient } from '../../pinecone/pineconeClient.ts';
import { addressOf, decodeLastKnown, encodeLastKnown, type LastKnown } from './lastKnown.ts';
import { SharedCalls } from './sharedCalls.ts';

/** Plain values that outlive the window. */
export type StateStore = {
  get(key: string): unknown;
  /** `undefined` removes the value. Never throws: what is kept here can be asked for again. */
  set(key: string, value: unknown): void;
};

export type CatalogPorts = {
  readonly open: (environment: Environment, signal: AbortSignal) => Promise<PineconeClient>;
  readonly state: StateStore;
  readonly now: () => number;
};

/** What is known of one environment at one address. A new generation makes all earlier answers old. */
type Memory = {
  readonly address: string;
  readonly answers: Map<string, { readonly at: number; readonly value: unknown }>;
  generation: number;
  known: LastKnown | undefined;
};

type Learn = (known: LastKnown | undefined, at: number) => LastKnown | undefined;

/** An answer is given again for so long: a notebook asks for its index at each run. */
const indexesAreFreshMs = 30_000;
const statsAreFreshMs = 10_000;

/** What indexes there are, by control-plane and stats calls alone: asking costs no read units. */
export class Catalog implements Disposable {
  readonly #ports: CatalogPorts;
  readonly #changed = new Emitter<void>();
  readonly #invalidated = new Emitter<string | undefined>();
  readonly #calls = new SharedCalls();
  readonly #memories = new Map<string, Memory>();
  #lastGeneration = 0;

  /** Fires when more is known, or less. */
  readonly onDidChange: Event<void> = this.#changed.event;
  /** Fires with an environment's id, or with none for all, when whoever shows it has to ask again. */
  readonly onDidInvalidate: Event<string | undefined> = this.#invalidated.event;

  constructor(ports: CatalogPorts) {
    this.#ports = ports;
  }

  /** All indexes, sorted by name. */
  async indexes(environment: Environment, signal: AbortSignal): Promise<readonly VectorIndex[]> {
    const fresh = this.#freshList(environment);
    if (fresh !== undefined) return fresh;
    return this.#ask(environment, 'indexes', signal, {
      call: async (client, signal) => [...(await client.listIndexes(signal))].sort(byName),
      learn: (indexes) => (known, at) => ({ at, indexes, stats: statsOf(indexes, known) }),
    });
  }

  /** The index as described a short while ago at most. Throws `notFound` where there is none of this name. */
  async index(environment: Environment, name: string, signal: AbortSignal): Promise<VectorIndex> {
    const described = this.#fresh(environment, `index/${name}`, indexesAreFreshMs);
    const fresh =
      (described as VectorIndex | undefined) ??
      this.#freshList(environment)?.find((index) => index.name === name);
    if (fresh?.isReady === true) return fresh;
    return this.#ask(environment, `index/${name}`, signal, {
      call: (client, signal) => client.describeIndex(name, signal),
      learn: (index) => (known) =>
        known && {
          ...known,
          indexes: known.indexes.map((other) => (other.name === name ? index : other)),
        },
    });
  }

  /** Record counts of an index that `indexes` or `index` gave. */
  async stats(
    environment: Environment,
    index: VectorIndex,
    signal: AbortSignal,
  ): Promise<IndexStats> {
    const name = `stats/${index.name}`;
    const fresh = this.#fresh(environment, name, statsAreFreshMs);
    if (fresh !== undefined) return fresh as IndexStats;
    return this.#ask(environment, name, signal, {
      call: (client, signal) => client.index(index.host).stats(signal),
      learn: (stats) => (known, at) =>
        known && {
          ...known,
          stats: {
            ...known.stats,
            [index.name]: { at, stats, namespaceCount: stats.namespaces.length },
          },
        },
    });
  }

  /** The last answers, also those of earlier sessions, without asking. */
  lastKnown(environment: Environment): LastKnown | undefined {
    return this.#memory(environment).known;
  }

  /** The next question goes to the service, and who shows the environment is told to ask. What was known stays known. */
  invalidate(environmentId?: string): void {
    this.expire(environmentId);
    this.#invalidated.fire(environmentId);
    this.#changed.fire();
  }

  /** The next question goes to the service, but nobody is told: the engine has moved, and showing it must not start it. */
  expire(environmentId?: string): void {
    for (const [id, memory] of this.#memories) {
      if (environmentId !== undefined && id !== environmentId) continue;
      memory.generation = ++this.#lastGeneration;
      memory.answers.clear();
    }
  }

  /** Forgets an environment altogether: it is gone, or another key may show another project. */
  forget(environmentId: string): void {
    this.#memories.delete(environmentId);
    this.#ports.state.set(stateKey(environmentId), undefined);
    this.#invalidated.fire(environmentId);
    this.#changed.fire();
  }

  dispose(): void {
    this.#changed.dispose();
    this.#invalidated.dispose();
  }

  #memory(environment: Environment): Memory {
    const address = addressOf(environment);
    const present = this.#memories.get(environment.id);
    if (present?.address === address) return present;
    const known = decodeLastKnown(environment, this.#ports.state.get(stateKey(environment.id)));
    const memory = { address, answers: new Map(), generation: ++this.#lastGeneration, known };
    this.#memories.set(environment.id, memory);
    return memory;
  }

  #freshList(environment: Environment): readonly VectorIndex[] | undefined {
    const fresh = this.#fresh(environment, 'indexes', indexesAreFreshMs);
    return fresh as readonly VectorIndex[] | undefined;
  }

  #fresh(environment: Environment, name: string, maxAgeMs: number): unknown {
    const answer = this.#memory(environment).answers.get(name);
    if (answer === undefined || this.#ports.now() - answer.at > maxAgeMs) return undefined;
    return answer.value;
  }

  #ask<T>(
    environment: Environment,
    name: string,
    signal: AbortSignal,
    question: {
      call: (client: PineconeClient, signal: AbortSignal) => Promise<T>;
      learn: (answer: T) => Learn;
    },
  ): Promise<T> {
    const memory = this.#memory(environment);
    const key = `${environment.id} ${memory.generation} ${name}`;
    return this.#calls.run(key, signal, async (signal) => {
      const client = await this.#ports.open(environment, signal);
      // Opening may start the engine, which makes earlier answers old, but not the one that is asked for here.
      const { generation } = memory;
      const value = await question.call(client, signal);
      const isStale =
        this.#memories.get(environment.id) !== memory || memory.generation !== generation;
      if (!isStale) this.#remember(environment, memory, name, value, question.learn(value));
      return value;
    });
  }

  #remember(
    environment: Environment,
    memory: Memory,
    name: string,
    value: unknown,
    learn: Learn,
  ): void {
    const at = this.#ports.now();
    memory.answers.set(name, { at, value });
    const known = learn(memory.known, at);
    if (known === undefined) return;
    memory.known = known;
    this.#ports.state.set(stateKey(environment.id), encodeLastKnown(environment, known));
    this.#changed.fire();
  }
}

function stateKey(environmentId: string): string {
  return `catalog/${environmentId}`;
}

/** What is known of the indexes that are still there. */
function statsOf(
  indexes: readonly VectorIndex[],
  known: LastKnown | undefined,
): LastKnown['stats'] {
  const names = new Set(indexes.map(({ name }) => name));
  const stats = Object.entries(known?.stats ?? {});
  return Object.fromEntries(stats.filter(([name]) => names.has(name)));
}

function byName(one: VectorIndex, other: VectorIndex): number {
  return one.name.localeCompare(other.name, 'en');
}
