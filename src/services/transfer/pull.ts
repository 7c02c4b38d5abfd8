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
import { isModelTag } from '../../model/embedding/indexModel.ts';
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
import { ProgressMeter, type TransferProgress } from './progressMeter.ts';
import { PullJournal, type PullPosition } from './pullJournal.ts';
import {
  checkBudget,
  minReadUnits,
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
import { runTransfer, type Source, type TransferOutcome } from './transfer.ts';
import { assumedDimension, createTwinIndex, fitsTwin, twinWriter } from './twinIndex.ts';

/** Pulls namespaces into offline twins: local indexes with the records of a cloud namespace. */
export class Pulls {
  readonly #deps: PullsDeps;
  /** Progress of each pull in this window. Another window may run the same pull, which costs twice but does no harm. */
  readonly #running = new Map<string, TransferProgress | undefined>();
  readonly #progressed = new Emitter<string>();

  /** Fires with a twin's name when its pull progresses. */
  readonly onDidProgress: Event<string> = this.#progressed.event;

  constructor(deps: PullsDeps) {
    this.#deps = deps;
  }

  /** Returns the progress of the pull into an index, if this window runs it. */
  progressOf(twin: string): TransferProgress | undefined {
    return this.#running.get(twin);
  }

  /**
   * Reads the source's size and its existing twins, at no read units. Throws `badInput` if there is nothing to pull.
   */
  async preview(
    target: {
      readonly environment: Environment;
      readonly index: string;
      readonly namespace: string;
    },
    signal: AbortSignal,
  ): Promise<PullPreview> {
    const { environment, namespace } = target;
    if (environment.kind === 'local')
      throw new Failure('badInput', `“${target.index}” is already on this machine`);
    const client = await this.#deps.open(environment, signal);
    const index = await client.describeIndex(target.index, signal);
    const stats = await client.index(index.host).stats(signal);
    const total = stats.namespaces.find(({ name }) => name === namespace)?.recordCount ?? 0;
    if (total === 0)
      throw new Failure('badInput', `“${target.index}” has no records in “${namespace}” to pull`);
    const local = await this.#deps.open(localEnvironment, signal);
    const indexes = await local.listIndexes(signal);
    const source = { environment, index, namespace };
    const twins = await this.#twinsOf(originOf(source), indexes, signal);
    const name = twinName(source, new Set(indexes.map(({ name }) => name)));
    return { source, total, twins, name };
  }

  /**
   * Creates the twin and fills it; `resume` continues it if it ends early. Throws `badInput`, before anything is
   * created, if the budget is too small for one record.
   */
  start(preview: PullPreview, scope: PullScope, options: PullOptions): Promise<PullOutcome> {
    return this.#alone(preview.name, async () => {
      const wanted = normalisedScope(preview.total, scope);
      checkBudget(options.budget, 0, minReadUnits(priceOf(preview.total, wanted), wanted));
      const checkpoint = await this.#create(preview, scope, options);
      return this.#run(preview.name, preview.source, checkpoint, options);
    });
  }

  /**
   * Resumes a pull that ended early. Throws `notFound` if its environment or its notes no longer exist, `badInput` if
   * the budget is too small for another record.
   */
  resume(name: string, options: PullOptions): Promise<PullOutcome> {
    return this.#alone(name, async () => {
      const { source, checkpoint } = await this.#stopped(name, options.signal);
      const { budget } = options;
      checkBudget(budget, checkpoint.readUnits, minReadUnits(leftOf(checkpoint), checkpoint.scope));
      return this.#run(name, source, { ...checkpoint, state: 'running', budget }, options);
    });
  }

  /** Deletes a twin, so that it can be pulled again. */
  async discard(name: string, signal: AbortSignal): Promise<void> {
    const local = await this.#deps.openForWriting(localEnvironment, signal);
    await local.deleteIndex(name, signal);
    this.#deps.catalog.invalidate(localEnvironment.id);
  }

  /** Runs one pull at a time per index, starting before the index exists. */
  async #alone(name: string, pull: () => Promise<PullOutcome>): Promise<PullOutcome> {
    if (this.#running.has(name))
      throw new Failure('conflict', `“${name}” is already being pulled: see its notification`);
    this.#running.set(name, undefined);
    try {
      return await pull();
    } finally {
      this.#running.delete(name);
      this.#deps.catalog.invalidate(localEnvironment.id);
    }
  }

  /** Creates the local index and saves the first checkpoint. */
  async #create(
    { source, total, name }: PullPreview,
    scope: PullScope,
    { signal, budget }: PullOptions,
  ): Promise<Checkpoint> {
    const { index } = source;
    const startedAtMs = this.#deps.now();
    const checkpoint = newCheckpoint({
      pull: this.#deps.newId(),
      origin: originOf(source),
      scope: normalisedScope(total, scope),
      total,
      startedAtMs,
      budget,
      readUnits: 0,
    });
    const tags = {
      ...tagsOfTwin(twinAt(checkpoint, startedAtMs)),
      ...tagsOfEmbedding(index),
    };
    const engine = await this.#engine(signal);
    await createTwinIndex(engine, index, { name, tags }, signal);
    const value = encodeCheckpoint(checkpoint);
    await engine.twins.saveNote(name, { name: checkpointNote, value }, signal);
    return checkpoint;
  }

  async #stopped(
    name: string,
    signal: AbortSignal,
  ): Promise<{ readonly source: PullSource; readonly checkpoint: Checkpoint }> {
    const local = await this.#deps.open(localEnvironment, signal);
    const twin = twinOf((await local.describeIndex(name, signal)).tags);
    const checkpoint = twin && (await this.#checkpointOf(name, twin, signal));
    if (checkpoint === undefined)
      throw new Failure('notFound', `The progress of the pull of “${name}” is unknown: pull again`);
    const { environment: id, index, namespace } = checkpoint.origin;
    const environment = this.#deps.environments.byId(id);
    if (environment === undefined)
      throw new Failure(
        'notFound',
        `The environment that “${name}” is pulled from no longer exists`,
      );
    const client = await this.#deps.open(environment, signal);
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
    this.#deps.catalog.invalidate(localEnvironment.id);
    const end = await runTransfer(transfer, signal, budget);
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

  /** Creates the transfer from its parts: the namespace or a sample of it, the twin, and the journal. */
  async #prepare(
    name: string,
    { environment, index, namespace }: PullSource,
    checkpoint: Checkpoint,
    { signal, onProgress }: Omit<PullOptions, 'budget'>,
  ): Promise<PullRunDeps> {
    const { now, limits = defaultReadLimits } = this.#deps;
    const { scope, total } = checkpoint;
    const dimension = assumedDimension(index);
    const budget = new ReadBudget(checkpoint.budget, checkpoint.readUnits);
    const readUnits = (): number => budget.used;
    const meter = new ProgressMeter({ onProgress, now, readUnits });
    const onWait: ProgressMeter['wait'] = (waitReason) => meter.wait(waitReason);
    const service = await this.#deps.open(environment, signal);
    const client = service.index(index.host, index.documents);
    const about = { client, namespace, dimension, budget, limits, now, onWait };
    const reader = new SourceReader(about);
    const engine = await this.#engine(signal);
    const { twins } = engine;
    const journal = new PullJournal({ twins, index: name, checkpoint, readUnits, now });
    const source: Source<VectorRecord, PullPosition> =
      scope.kind === 'all'
        ? new NamespaceSource(reader, dimension, checkpoint.listing)
        : new SampleSource({ reader, dimension, scope, journal, now });
    const twin = { index: name, namespace };
    const transfer = new BatchTransfer({
      source,
      transform: (record) => (fitsTwin(record, index) ? record : undefined),
      sink: {
        write: await twinWriter(engine, index, twin, signal),
        held: (both) => twins.digest(name, namespace, both),
      },
      journal,
      meter,
      of: recordsOf(total, scope),
    });
    return { transfer, journal, budget };
  }

  async #engine(signal: AbortSignal) {
    const { openTwins, openForWriting } = this.#deps;
    const twins = await openTwins(signal);
    return { twins, local: await openForWriting(localEnvironment, signal) };
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
    const twins = await this.#deps.openTwins(signal);
    const checkpoint = decodeCheckpoint(await twins.readNote(name, checkpointNote, signal));
    // The index may have been deleted and recreated under its name.
    return checkpoint?.pull === pull ? checkpoint : undefined;
  }
}

export type PullsDeps = {
  readonly open: (environment: Environment, signal: AbortSignal) => Promise<PineconeClient>;
  readonly openForWriting: PullsDeps['open'];
  readonly openTwins: (signal: AbortSignal) => Promise<TwinClient>;
  readonly environments: { byId(id: string): Environment | undefined };
  /** Notified when a local index is created or its state changes. */
  readonly catalog: { invalidate(environmentId: string): void };
  readonly newId: () => string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly limits?: ReadLimits;
};

/** An existing twin. */
export type ExistingTwin = {
  readonly name: string;
  readonly twin: Twin;
  /** State of its pull, if it can be resumed. */
  readonly checkpoint?: Checkpoint;
};

/** What a pull would read, known before any read unit is spent. */
export type PullPreview = {
  readonly source: PullSource;
  /** Number of records in the namespace. */
  readonly total: number;
  /** Twins of the same namespace, newest first. */
  readonly twins: readonly ExistingTwin[];
  /** Suggested name for a new twin. */
  readonly name: string;
};

/** How a pull ended. `records` are in the twin and stay there. */
export type PullOutcome = TransferOutcome & {
  readonly twin: string;
  readonly namespace: string;
  readonly records: number;
  /** Number of records that the pull should bring. */
  readonly wanted: number;
  /** Number of records in the namespace. */
  readonly total: number;
  readonly readUnits: number;
};

export type PullOptions = {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: TransferProgress) => void;
  /** Maximum read units of the pull, including those of earlier runs. */
  readonly budget: number;
};

type PullRunDeps = {
  readonly transfer: BatchTransfer<VectorRecord, VectorRecord, PullPosition>;
  readonly journal: PullJournal;
  readonly budget: ReadBudget;
};

/** Returns the remaining cost of a pull. */
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

/** Returns the tags that say how texts are embedded for the index. */
function tagsOfEmbedding({ tags }: VectorIndex): Readonly<Record<string, string>> {
  const says = (name: string): boolean => name === embedderTag || isModelTag(name);
  return Object.fromEntries(Object.entries(tags).filter(([name]) => says(name)));
}
