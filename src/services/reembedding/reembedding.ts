import type { ExportedRecord } from '../../model/exportFormats.ts';
import type { IndexModel } from '../../model/embedding/indexModel.ts';
import { emptyIdDigest, type IdDigest } from '../../model/idDigest.ts';
import type { VectorIndex } from '../../model/vectorIndex.ts';
import type { StateStore } from '../catalog/catalog.ts';
import type { Embeddings } from '../embedding/embeddings.ts';
import type { Connections } from '../environments/connections.ts';
import { IndexSource, startOfIndex, type IndexPosition } from '../exports/indexSource.ts';
import { BatchTransfer } from '../transfer/batchTransfer.ts';
import { defaultWriteLimits, IndexSink, type WriteLimits } from '../transfer/indexSink.ts';
import { ProgressMeter, type TransferProgress } from '../transfer/progressMeter.ts';
import { ReadBudget } from '../transfer/readBudget.ts';
import { defaultReadLimits, SourceReader, type ReadLimits } from '../transfer/sourceReader.ts';
import {
  runTransfer,
  type Journal,
  type Tally,
  type TransferOutcome,
} from '../transfer/transfer.ts';
import { EmbeddingSink, type TextOfRecord } from './embeddingSink.ts';
import type { IndexPlace, ReembeddingPlan } from './reembeddingPlan.ts';
import { textOfField } from './reembeddingPreview.ts';

/** Copies indexes to other models: same ids and metadata, new vectors of their texts. */
export class Reembedding {
  readonly #deps: ReembeddingDeps;

  constructor(deps: ReembeddingDeps) {
    this.#deps = deps;
  }

  /** Returns where an earlier copy of the index ended early. */
  unfinished(source: IndexPlace): ReembeddingCheckpoint | undefined {
    const value = this.#deps.state.get(keyOf(source));
    return isCheckpoint(value) ? value : undefined;
  }

  /** Forgets where an earlier copy ended; its records stay. */
  forget(source: IndexPlace): void {
    this.#deps.state.set(keyOf(source), undefined);
  }

  /**
   * Copies the records and returns how it ended. Records without a text are left out. Written records stay, however it
   * ends; with `from`, it goes on from there. The user agreed before that the texts are sent to the model's host.
   */
  async run(
    plan: ReembeddingPlan,
    { signal, onProgress }: ReembeddingOptions,
    from?: ReembeddingCheckpoint,
  ): Promise<ReembeddingOutcome> {
    const { connections, catalog, state, now } = this.#deps;
    connections.checkWritable(plan.target.environment);
    const journal = new ReembeddingJournal(state, plan, from);
    const budget = new ReadBudget(Infinity);
    const isFree = plan.source.environment.kind === 'local';
    const readUnits = (): number => (isFree ? 0 : budget.used);
    const meter = new ProgressMeter({ onProgress, now, readUnits });
    const transfer = new BatchTransfer({
      source: await this.#source(plan, journal.position, { budget, meter, signal }),
      transform: (record: ExportedRecord): TextOfRecord | undefined => {
        const text = textOfField(record, plan.model.textField);
        return text === '' ? undefined : { record, text };
      },
      sink: await this.#sink(plan, journal, meter, signal),
      journal,
      meter,
      of: plan.total,
    });
    try {
      const end = await runTransfer(transfer, signal);
      if (end.state === 'complete' || end.state === 'incomplete') this.forget(plan.source);
      const { written, leftOut } = journal.tally;
      return { ...end, written: written.count, leftOut };
    } finally {
      catalog.invalidate(plan.target.environment.id);
    }
  }

  async #source(
    { source: { environment, index: name }, namespaces }: ReembeddingPlan,
    from: IndexPosition,
    about: {
      readonly budget: ReadBudget;
      readonly meter: ProgressMeter;
      readonly signal: AbortSignal;
    },
  ): Promise<IndexSource> {
    const { connections, limits, now } = this.#deps;
    const { budget, meter, signal } = about;
    const service = await connections.open(environment, signal);
    const { host, dimension = sparseDimension } = await service.describeIndex(name, signal);
    const client = service.index(host);
    const readerOf = (namespace: string): SourceReader =>
      new SourceReader({
        client,
        namespace,
        dimension,
        budget,
        limits: limits?.read ?? defaultReadLimits,
        onWait: (reason) => meter.wait(reason),
        now,
      });
    return new IndexSource({ namespaces, readerOf, dimension: dimensionOfSmallBatches, from });
  }

  async #sink(
    { target, model, total, namespaces }: ReembeddingPlan,
    journal: ReembeddingJournal,
    meter: ProgressMeter,
    signal: AbortSignal,
  ): Promise<EmbeddingSink> {
    const { connections, embeddings, limits, now } = this.#deps;
    const service = await connections.openForWriting(target.environment, signal);
    const index = await service.describeIndex(target.index, signal);
    const client = service.index(index.host);
    const onWait: ProgressMeter['wait'] = (reason) => meter.wait(reason);
    const write = limits?.write ?? defaultWriteLimits;
    let embedded = 0;
    return new EmbeddingSink({
      embed: (texts, both) => embeddings.embed(requestFor(target, index, model, texts), both),
      sinkOf: (namespace) => {
        // One namespace needs no name in its records.
        const into = namespaces.length === 1 ? (namespaces[0] ?? namespace) : namespace;
        return new IndexSink({ client, namespace: into, limits: write, onWait, now });
      },
      takesSparse: index.metric === 'dotproduct',
      retries: write,
      onWait,
      onEmbedded: (count) => {
        embedded += count;
        meter.report('reading', journal.startedWith + embedded, total);
      },
    });
  }
}

export type ReembeddingDeps = {
  readonly connections: Pick<Connections, 'open' | 'openForWriting' | 'checkWritable'>;
  readonly catalog: { invalidate(environmentId: string): void };
  readonly embeddings: Pick<Embeddings, 'embed'>;
  /** Positions of copies that ended early. */
  readonly state: StateStore;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly limits?: { readonly read: ReadLimits; readonly write: WriteLimits };
};

/** Position of a copy that ended early. The environments are named by their ids. */
export type ReembeddingCheckpoint = Omit<ReembeddingPlan, 'source' | 'target'> & {
  readonly target: { readonly environmentId: string; readonly index: string };
  readonly position: IndexPosition;
  readonly written: IdDigest;
  readonly leftOut: number;
};

/** How a copy ended: with the numbers of records that have new vectors, and of those without a text. */
export type ReembeddingOutcome = TransferOutcome & {
  readonly written: number;
  readonly leftOut: number;
};

export type ReembeddingOptions = {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: TransferProgress) => void;
};

/** Batches of one page: embedding takes much longer than reading, and each batch is a checkpoint. */
const dimensionOfSmallBatches = Number.POSITIVE_INFINITY;

/** Assumed for requests where an index has no dimension. */
const sparseDimension = 1000;

function requestFor(
  { environment }: IndexPlace,
  index: VectorIndex,
  model: IndexModel,
  texts: readonly string[],
): Parameters<Embeddings['embed']>[0] {
  return { environment, index, model, texts, purpose: 'passage', isAgreed: true };
}

/** Saves the position of a copy in this installation. */
class ReembeddingJournal implements Journal<IndexPosition> {
  readonly #state: StateStore;
  readonly #plan: ReembeddingPlan;
  /** Number of records that earlier runs wrote. */
  readonly startedWith: number;
  tally: Tally;
  position: IndexPosition;

  constructor(state: StateStore, plan: ReembeddingPlan, from: ReembeddingCheckpoint | undefined) {
    this.#state = state;
    this.#plan = plan;
    this.position = from?.position ?? startOfIndex;
    this.tally = { written: from?.written ?? emptyIdDigest, leftOut: from?.leftOut ?? 0 };
    this.startedWith = this.tally.written.count;
  }

  async advance(tally: Tally, position: IndexPosition): Promise<void> {
    this.tally = tally;
    this.position = position;
    const { source, target, ...about } = this.#plan;
    const checkpoint: ReembeddingCheckpoint = {
      ...about,
      target: { environmentId: target.environment.id, index: target.index },
      position,
      ...tally,
    };
    this.#state.set(keyOf(source), checkpoint);
  }

  async pause(): Promise<void> {}

  async end(): Promise<void> {}
}

function keyOf({ environment, index }: IndexPlace): string {
  return `reembed/${JSON.stringify([environment.id, index])}`;
}

function isCheckpoint(value: unknown): value is ReembeddingCheckpoint {
  return (
    typeof value === 'object' &&
    value !== null &&
    'position' in value &&
    'model' in value &&
    'target' in value &&
    'written' in value
  );
}
