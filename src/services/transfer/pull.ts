import { Emitter, type Event } from '../../common/emitter.ts';
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
import type { VectorRecord } from '../../model/record.ts';
import { ReadBudget } from './readBudget.ts';
import { BatchTransfer } from './batchTransfer.ts';
import {
  checkpointNote,
  decodeCheckpoint,
  encodeCheckpoint,
  newCheckpoint,
  twinAt,
  type Checkpoint,
} from './checkpoint.ts';
import { NamespaceSource } from './namespaceSource.ts';
import { ProgressMeter, type TransferProgress } from './progress.ts';
import { PullJournal, type PullPosition } from './pullJournal.ts';
import {
  checkBudget,
  dimensionToPull,
  leastUnits,
  normalisedScope,
  priceLeft,
  priceOf,
  recordsOf,
  twinName,
  type PullPrice,
  type PullSource,
} from './pullPlan.ts';
import { SampleSource } from './sampleSource.ts';
import { defaultReadLimits, SourceReader, type ReadLimits } from './sourceReader.ts';
import { carryOut, type Source, type TransferEnd } from './transfer.ts';

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

/** How a pull has ended; `records` are in the twin, and stay. */
export type PullOutcome = TransferEnd & {
  readonly twin: string;
  readonly namespace: string;
  readonly records: number;
  /** How many it was to bring. */
  readonly wanted: number;
  /** How many the namespace has. */
  readonly total: number;
  readonly readUnits: number;
};

export type PullOptions = {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: TransferProgress) => void;
  /** Read units that the pull may use in all, those of earlier goes included. */
  readonly budget: number;
};

/** Brings namespaces from elsewhere into indexes on this machine: the offline twins. */
export class Pulls {
  readonly #ports: PullPorts;
  /** How far each pull of this window is. Another window may do the same pull; that costs twice and does no harm. */
  readonly #running = new Map<string, TransferProgress | undefined>();
  readonly #progressed = new Emitter<string>();

  /** Fires with the name of a twin when its pull has come further. */
  readonly onDidProgress: Event<string> = this.#progressed.event;

  constructor(ports: PullPorts) {
    this.#ports = ports;
  }

  /** How far the pull into an index is, if this window pulls into it. */
  progressOf(twin: string): TransferProgress | undefined {
    return this.#running.get(twin);
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

  /**
   * Makes the twin and fills it; where that ends early, `resume` goes on. Throws `badInput`, before anything is made, where
   * the budget brings no record.
   */
  start(offer: PullOffer, scope: PullScope, options: PullOptions): Promise<PullOutcome> {
    return this.#alone(offer.name, async () => {
      const wanted = normalisedScope(offer.total, scope);
      checkBudget(options.budget, 0, leastUnits(priceOf(offer.total, wanted), wanted));
      const checkpoint = await this.#create(offer, scope, options);
      return this.#run(offer.name, offer.source, checkpoint, options);
    });
  }

  /**
   * Goes on with a pull that has ended early. Throws `notFound` where its environment or its notes are gone, and
   * `badInput` where the budget brings no further record.
   */
  resume(name: string, options: PullOptions): Promise<PullOutcome> {
    return this.#alone(name, async () => {
      const { source, checkpoint } = await this.#stopped(name, options.signal);
      const { budget } = options;
      checkBudget(budget, checkpoint.readUnits, leastUnits(leftOf(checkpoint), checkpoint.scope));
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
    this.#running.set(name, undefined);
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
    const tell = (progress: TransferProgress): void => {
      this.#running.set(name, progress);
      this.#progressed.fire(name);
      onProgress(progress);
    };
    const { transfer, journal, budget } = await this.#prepare(name, source, checkpoint, {
      signal,
      onProgress: tell,
    });
    this.#ports.catalog.invalidate(localEnvironment.id);
    const end = await carryOut(transfer, signal, budget);
    const { origin, written, total, scope } = journal.checkpoint;
    return {
      ...end,
      twin: name,
      namespace: origin.namespace,
      records: written.count,
      wanted: recordsOf(total, scope),
      total,
      readUnits: budget.used,
    };
  }

  /** Puts the parts of the transfer together: the namespace or a sample of it, the twin, and its notes. */
  async #prepare(
    name: string,
    { environment, index, namespace }: PullSource,
    checkpoint: Checkpoint,
    { signal, onProgress }: Omit<PullOptions, 'budget'>,
  ): Promise<PullParts> {
    const { now, limits = defaultReadLimits } = this.#ports;
    const { scope, total } = checkpoint;
    const dimension = dimensionToPull(index);
    const budget = new ReadBudget(checkpoint.budget, checkpoint.readUnits);
    const readUnits = (): number => budget.used;
    const meter = new ProgressMeter({ onProgress, now, readUnits });
    const onWait: ProgressMeter['wait'] = (waitsFor) => meter.wait(waitsFor);
    const client = (await this.#ports.open(environment, signal)).index(index.host);
    const about = { client, namespace, dimension, budget, limits, now, onWait };
    const reader = new SourceReader(about);
    const twins = await this.#ports.openTwins(signal);
    const journal = new PullJournal({ twins, index: name, checkpoint, readUnits, now });
    const source: Source<VectorRecord, PullPosition> =
      scope.kind === 'all'
        ? new NamespaceSource(reader, dimension, checkpoint.listing)
        : new SampleSource({ reader, dimension, scope, journal, now });
    const twin = { index: name, namespace, dimension };
    const transfer = new BatchTransfer({
      source,
      // The service may hold vectors of an earlier dimension; the twin cannot.
      transform: (record) => (record.values.length === dimension ? record : undefined),
      sink: {
        write: (records: readonly VectorRecord[], late) => twins.importRecords(twin, records, late),
        held: (both) => twins.digest(name, namespace, both),
      },
      journal,
      meter,
      of: recordsOf(total, scope),
    });
    return { transfer, journal, budget };
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

type PullParts = {
  readonly transfer: BatchTransfer<VectorRecord, VectorRecord, PullPosition>;
  readonly journal: PullJournal;
  readonly budget: ReadBudget;
};

/** What is left to pay of a pull. */
function leftOf(checkpoint: Checkpoint): PullPrice {
  const { listing, written } = checkpoint;
  const price = priceLeft(checkpoint, { listed: listing.listed.count, fetched: written.count });
  return listing.isDone && checkpoint.scope.kind === 'all'
    ? { listUnits: 0, fetchUnits: 0 }
    : price;
}

function originOf({ environment, index, namespace }: PullSource): TwinOrigin {
  return { environment: environment.id, index: index.name, namespace };
}
