import { Failure } from '../../common/failure.ts';
import { localEnvironment, type Environment } from '../../model/environment.ts';
import {
  isOriginOf,
  tagsOfTwin,
  twinOf,
  type PullScope,
  type Twin,
  type TwinOrigin,
} from '../../model/twin.ts';
import { embedderTag, type VectorIndex } from '../../model/vectorIndex.ts';
import type { PineconeClient } from '../../pinecone/pineconeClient.ts';
import type { TwinClient } from '../../pinecone/twinClient.ts';
import { ReadBudget } from './readBudget.ts';
import {
  checkpointNote,
  decodeCheckpoint,
  encodeCheckpoint,
  newCheckpoint,
  twinAt,
  type Checkpoint,
} from './checkpoint.ts';
import { dimensionToPull, normalisedScope, twinName, type PullSource } from './pullPlan.ts';
import { PullRun, type PullProgress } from './pullRun.ts';
import { defaultReadLimits, SourceReader, type ReadLimits } from './sourceReader.ts';
import type { Shortfall } from './verify.ts';

export type PullPorts = {
  readonly open: (environment: Environment, signal: AbortSignal) => Promise<PineconeClient>;
  readonly openTwins: (signal: AbortSignal) => Promise<TwinClient>;
  readonly environments: { byId(id: string): Environment | undefined };
  /** Told when there is a new index on this machine, or another state of one. */
  readonly catalog: { invalidate(environmentId: string): void };
  readonly newId: () => string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly limits?: ReadLimits;
};

/** A twin that is there already. */
export type ExistingTwin = {
  readonly name: string;
  readonly twin: Twin;
  /** How far it is, where it can go on. */
  readonly checkpoint?: Checkpoint;
};

/** What there is to pull, before anything is spent. */
export type PullOffer = {
  readonly source: PullSource;
  /** Records of the namespace. */
  readonly total: number;
  /** Twins of the same namespace, the newest first. */
  readonly twins: readonly ExistingTwin[];
  /** A name for a new one. */
  readonly name: string;
};

export type PullOutcome = {
  readonly twin: string;
  readonly namespace: string;
  /** `stopped`: by its budget, and it can go on with a larger one. */
  readonly state: 'complete' | 'incomplete' | 'stopped';
  readonly records: number;
  readonly total: number;
  readonly readUnits: number;
  /** Why it is incomplete. */
  readonly shortfalls: readonly Shortfall[];
};

export type PullOptions = {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: PullProgress) => void;
  /** Read units that the pull may use in all, those of earlier goes included. */
  readonly budget: number;
};

/** Brings namespaces from elsewhere into indexes on this machine: the offline twins. */
export class Pulls {
  readonly #ports: PullPorts;
  /** Another window may do the same pull; that costs twice and does no harm. */
  readonly #running = new Set<string>();

  constructor(ports: PullPorts) {
    this.#ports = ports;
  }

  /** Looks at the source and at the twins that it has, without read units. Throws `badInput` where it cannot be pulled. */
  async offer(
    target: {
      readonly environment: Environment;
      readonly index: string;
      readonly namespace: string;
    },
    signal: AbortSignal,
  ): Promise<PullOffer> {
    const { environment, namespace } = target;
    if (environment.kind === 'local')
      throw new Failure('badInput', `“${target.index}” is on this machine already`);
    const client = await this.#ports.open(environment, signal);
    const index = await client.describeIndex(target.index, signal);
    dimensionToPull(index);
    const stats = await client.index(index.host).stats(signal);
    const total = stats.namespaces.find(({ name }) => name === namespace)?.recordCount ?? 0;
    if (total === 0)
      throw new Failure('badInput', `“${target.index}” has no records in “${namespace}” to pull`);
    const local = await this.#ports.open(localEnvironment, signal);
    const indexes = await local.listIndexes(signal);
    const source = { environment, index, namespace };
    const twins = await this.#twinsOf(originOf(source), indexes, signal);
    const name = twinName(source, new Set(indexes.map(({ name }) => name)));
    return { source, total, twins, name };
  }

  /** Makes the twin and fills it. Throws what stops it; then `resume` goes on from there. */
  start(offer: PullOffer, scope: PullScope, options: PullOptions): Promise<PullOutcome> {
    return this.#alone(offer.name, async () => {
      const checkpoint = await this.#create(offer, scope, options);
      return this.#run(offer.name, offer.source, checkpoint, options);
    });
  }

  /** Goes on with a pull that was stopped. Throws `notFound` where it cannot, since its environment or its notes are gone. */
  resume(name: string, options: PullOptions): Promise<PullOutcome> {
    return this.#alone(name, async () => {
      const { source, checkpoint } = await this.#stopped(name, options.signal);
      const { budget } = options;
      return this.#run(name, source, { ...checkpoint, state: 'running', budget }, options);
    });
  }

  /** Deletes a twin, so that it can be pulled anew. */
  async discard(name: string, signal: AbortSignal): Promise<void> {
    const local = await this.#ports.open(localEnvironment, signal);
    await local.deleteIndex(name, signal);
    this.#ports.catalog.invalidate(localEnvironment.id);
  }

  /** One pull at a time into an index, from before it is there. */
  async #alone(name: string, pull: () => Promise<PullOutcome>): Promise<PullOutcome> {
    if (this.#running.has(name))
      throw new Failure('conflict', `“${name}” is being pulled already: see its notification`);
    this.#running.add(name);
    try {
      return await pull();
    } finally {
      this.#running.delete(name);
      this.#ports.catalog.invalidate(localEnvironment.id);
    }
  }

  /** Makes the index on this machine, and notes that nothing is in it yet. */
  async #create(
    { source, total, name }: PullOffer,
    scope: PullScope,
    { signal, budget }: PullOptions,
  ): Promise<Checkpoint> {
    const { index } = source;
    const dimension = dimensionToPull(index);
    const startedAtMs = this.#ports.now();
    const checkpoint = newCheckpoint({
      pull: this.#ports.newId(),
      origin: originOf(source),
      scope: normalisedScope(total, scope),
      total,
      startedAtMs,
      budget,
      readUnits: 0,
    });
    const embedder = index.tags[embedderTag];
    const tags = {
      ...tagsOfTwin(twinAt(checkpoint, startedAtMs)),
      ...(embedder === undefined ? {} : { [embedderTag]: embedder }),
    };
    const twins = await this.#ports.openTwins(signal);
    await twins.createTwin({ name, dimension, metric: index.metric, tags }, signal);
    const value = encodeCheckpoint(checkpoint);
    await twins.saveNote(name, { name: checkpointNote, value }, signal);
    return checkpoint;
  }

  async #stopped(
    name: string,
    signal: AbortSignal,
  ): Promise<{ readonly source: PullSource; readonly checkpoint: Checkpoint }> {
    const local = await this.#ports.open(localEnvironment, signal);
    const twin = twinOf((await local.describeIndex(name, signal)).tags);
    const checkpoint = twin && (await this.#checkpointOf(name, twin, signal));
    if (checkpoint === undefined)
      throw new Failure(
        'notFound',
        `It is not known how far the pull of “${name}” was: pull again`,
      );
    const { environment: id, index, namespace } = checkpoint.origin;
    const environment = this.#ports.environments.byId(id);
    if (environment === undefined)
      throw new Failure(
        'notFound',
        `The environment that “${name}” is pulled from is not there any more`,
      );
    const client = await this.#ports.open(environment, signal);
    const source = { environment, namespace, index: await client.describeIndex(index, signal) };
    return { source, checkpoint };
  }

  async #run(
    name: string,
    source: PullSource,
    checkpoint: Checkpoint,
    { signal, onProgress }: PullOptions,
  ): Promise<PullOutcome> {
    const run = await this.#prepare(name, source, checkpoint, { signal, onProgress });
    this.#ports.catalog.invalidate(localEnvironment.id);
    return finish(name, run, signal);
  }

  async #prepare(
    name: string,
    { environment, index, namespace }: PullSource,
    checkpoint: Checkpoint,
    { signal, onProgress }: Omit<PullOptions, 'budget'>,
  ): Promise<PullRunParts> {
    const { now, limits = defaultReadLimits } = this.#ports;
    const dimension = dimensionToPull(index);
    const client = (await this.#ports.open(environment, signal)).index(index.host);
    const budget = new ReadBudget(checkpoint.budget, checkpoint.readUnits);
    const reader = new SourceReader({ client, namespace, dimension, budget, limits, now });
    const twins = await this.#ports.openTwins(signal);
    const twin = { index: name, namespace, dimension };
    return { budget, run: new PullRun({ reader, twins, twin, checkpoint, now, onProgress }) };
  }

  async #twinsOf(
    origin: TwinOrigin,
    indexes: readonly VectorIndex[],
    signal: AbortSignal,
  ): Promise<readonly ExistingTwin[]> {
    const found = indexes.flatMap(({ name, tags, isReady }) => {
      const twin = twinOf(tags);
      return isReady && twin !== undefined && isOriginOf(twin, origin) ? [{ name, twin }] : [];
    });
    const twins = await Promise.all(
      found.map(async ({ name, twin }): Promise<ExistingTwin> => {
        const checkpoint =
          twin.state === 'running' ? await this.#checkpointOf(name, twin, signal) : undefined;
        return { name, twin, ...(checkpoint === undefined ? {} : { checkpoint }) };
      }),
    );
    return twins.sort((one, other) => other.twin.pulledAtMs - one.twin.pulledAtMs);
  }

  async #checkpointOf(
    name: string,
    { pull }: Twin,
    signal: AbortSignal,
  ): Promise<Checkpoint | undefined> {
    const twins = await this.#ports.openTwins(signal);
    const checkpoint = decodeCheckpoint(await twins.readNote(name, checkpointNote, signal));
    // The index may have been deleted and made anew under its name.
    return checkpoint?.pull === pull ? checkpoint : undefined;
  }
}

type PullRunParts = { readonly run: PullRun; readonly budget: ReadBudget };

async function finish(
  twin: string,
  { run, budget }: PullRunParts,
  signal: AbortSignal,
): Promise<PullOutcome> {
  const end = (state: PullOutcome['state'], shortfalls: readonly Shortfall[] = []): PullOutcome => {
    const { origin, written, total } = run.checkpoint;
    const { namespace } = origin;
    const readUnits = budget.used;
    return { twin, namespace, state, records: written.count, total, readUnits, shortfalls };
  };
  try {
    const shortfalls = await run.run(signal);
    return end(shortfalls.length === 0 ? 'complete' : 'incomplete', shortfalls);
  } catch (error) {
    if (Failure.is(error, 'quota') && budget.isReached) return end('stopped');
    throw error;
  }
}

function originOf({ environment, index, namespace }: PullSource): TwinOrigin {
  return { environment: environment.id, index: index.name, namespace };
}
