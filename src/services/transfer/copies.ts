import { sleep } from '../../common/async.ts';
import type { VectorRecord } from '../../model/record.ts';
import type { DocumentSchema, VectorIndex } from '../../model/vectorIndex.ts';
import type { IndexClient } from '../../pinecone/pineconeClient.ts';
import type { Connections } from '../environments/connections.ts';
import type { StateStore } from '../catalog/catalog.ts';
import { listUnitsOf } from '../writes/readUnitsOf.ts';
import type { WriteJournal } from '../../model/writeJournal.ts';
import type { WritePlace } from '../writes/recordWrites.ts';
import { fitsUndo } from '../writes/undoBudget.ts';
import { BatchTransfer } from './batchTransfer.ts';
import { compareNamespaces, CopySource, type CopyMode } from './copySource.ts';
import {
  defaultFreshnessWaitsMs,
  defaultWriteLimits,
  IndexSink,
  type RecordWriter,
  type WriteLimits,
} from './indexSink.ts';
import { checkCopyFit } from './copying/checkCopyFit.ts';
import { CopyJournal, isCopyCheckpoint, type CopyCheckpoint } from './copying/copyJournal.ts';
import type { CopyUnits, IdComparison } from './copying/copyPrice.ts';
import { noTransform, transformRecord, type CopyPart } from './copying/copyTransform.ts';
import { JournaledSink } from './copying/journaledSink.ts';
import { ProgressMeter, type TransferProgress } from './progressMeter.ts';
import { batchSize } from './pullPlan.ts';
import { ReadBudget } from './readBudget.ts';
import { defaultReadLimits, SourceReader, type ReadLimits } from './sourceReader.ts';
import { runTransfer, type Transfer, type TransferOutcome } from './transfer.ts';

/** Copies records from any namespace to any other whose index fits, also in another environment. */
export class Copies {
  readonly #deps: CopiesDeps;

  constructor(deps: CopiesDeps) {
    this.#deps = deps;
  }

  /** Returns what `compare` costs on each side, in read units. */
  async comparisonUnits(route: CopyRoute, signal: AbortSignal): Promise<CopyUnits> {
    const sides = await this.#open(route, signal);
    const unitsOf = async ({ client }: Side, { namespace }: WritePlace): Promise<number> => {
      const { namespaces } = await client.stats(signal);
      return listUnitsOf(namespaces.find(({ name }) => name === namespace)?.recordCount ?? 0);
    };
    return {
      source: await unitsOf(sides.source, route.source),
      target: await unitsOf(sides.target, route.target),
    };
  }

  /** Returns some records of the source, to estimate their size. Costs about 3 read units of a cloud index. */
  async sample(
    { source: { environment, index: name, namespace } }: Pick<CopyRoute, 'source'>,
    signal: AbortSignal,
  ): Promise<readonly VectorRecord[]> {
    const service = await this.#deps.connections.open(environment, signal);
    const { host, documents } = await service.describeIndex(name, signal);
    const client = service.index(host, documents);
    const { value } = await client.list(namespace, { limit: sampledIds }, signal);
    const step = Math.max(1, Math.floor(value.items.length / sampledRecords));
    const ids = value.items.filter((_, at) => at % step === 0).slice(0, sampledRecords);
    return ids.length === 0 ? [] : (await client.fetch(namespace, ids, signal)).value;
  }

  /**
   * Counts the ids by the sides that have them. Costs a read unit for each 100 ids of a cloud index. Throws `badInput` if the
   * records do not fit the target's index.
   */
  async compare(
    route: CopyRoute,
    { signal, onProgress, part }: CopyOptions,
  ): Promise<IdComparison> {
    const sides = await this.#open(route, signal);
    checkCopyFit(sides.source.index, sides.target.index);
    const { readers, meter } = this.#readers(route, sides, onProgress);
    const { namespaces } = await sides.source.client.stats(signal);
    const total = namespaces.find(({ name }) => name === route.source.namespace)?.recordCount ?? 0;
    return count(compareNamespaces(readers.source, readers.target, signal, part), (done) =>
      meter.report('listing', done, total),
    );
  }

  /** Whether the journal can hold what the copy writes and overwrites. */
  async canUndo(
    route: CopyRoute,
    counts: { readonly written: number; readonly overwritten: number },
    signal: AbortSignal,
  ): Promise<boolean> {
    const { journal } = this.#deps;
    const { written, overwritten } = counts;
    if (journal === undefined) return false;
    const { dimension } = (await this.#open(route, signal)).target.index;
    return fitsUndo(journal, {
      read: overwritten,
      saved: written + overwritten,
      dimension,
      isLocal: route.target.environment.kind === 'local',
    });
  }

  /** Returns where an earlier copy of the same route ended early. */
  unfinished(route: CopyRoute): CopyCheckpoint | undefined {
    const value = this.#deps.state.get(keyOf(route));
    return isCopyCheckpoint(value) ? value : undefined;
  }

  /**
   * Copies and then compares both sides. `total` is the expected number of records. Written records stay, however it ends; with
   * `from`, it goes on from there.
   */
  async run(
    route: CopyRoute,
    mode: CopyMode,
    total: number,
    { signal, onProgress, part = {}, canUndo = false }: CopyOptions,
    from?: CopyCheckpoint,
  ): Promise<CopyOutcome> {
    const { connections, catalog } = this.#deps;
    connections.checkWritable(route.target.environment);
    const sides = await this.#open(route, signal);
    checkCopyFit(sides.source.index, sides.target.index);
    const { readers, meter, onWait } = this.#readers(route, sides, onProgress);
    const journal = new CopyJournal(this.#deps.state, keyOf(route), { mode, part, canUndo }, from);
    const { host, documents } = sides.target.index;
    const writer = await connections.openForWriting(route.target.environment, signal);
    const client = writer.index(host, documents);
    const sink = this.#sinkOf(client, route.target.namespace, onWait);
    const undo = canUndo
      ? this.#journaled(sink, route.target, mode === 'missing' ? undefined : readers.target)
      : undefined;
    const transfer = new BatchTransfer({
      source: new CopySource({
        ...readers,
        mode,
        part,
        recordsPerBatch: batchSize(sides.source.index.dimension ?? sparseDimension),
        ...(from && { after: from.after }),
      }),
      transform: (record) => transformRecord(record, part.transform ?? noTransform),
      sink: undo ?? sink,
      journal,
      meter,
      of: total,
    });
    let missing: number | undefined;
    const verified: Transfer = {
      run: async (signal) => {
        const shortfalls = await transfer.run(signal);
        if (shortfalls.length === 0) missing = await this.#missing(readers, part, signal);
        return shortfalls;
      },
      get failedAt() {
        return transfer.failedAt;
      },
    };
    let hasEnded = false;
    try {
      const end = await runTransfer(verified, signal);
      hasEnded = end.state === 'complete';
      // A copy that ends early in its last comparison goes on with the comparison alone.
      if (end.state === 'complete' || end.state === 'incomplete') journal.forget();
      const written = journal.tally.written.count;
      return { ...end, written, ...(missing !== undefined && { missing }) };
    } finally {
      // The records are written by then: the entry can be undone without the note.
      await undo?.end(hasEnded ? 'done' : 'started').catch(() => undefined);
      catalog.invalidate(route.target.environment.id);
    }
  }

  #sinkOf(client: RecordWriter, namespace: string, onWait: ProgressMeter['wait']): IndexSink {
    const { now, limits } = this.#deps;
    return new IndexSink({
      client,
      namespace,
      limits: limits?.write ?? defaultWriteLimits,
      onWait,
      now,
    });
  }

  #journaled(
    sink: IndexSink,
    { environment, index, namespace }: WritePlace,
    target: SourceReader | undefined,
  ): JournaledSink | undefined {
    const { journal } = this.#deps;
    if (journal === undefined) return undefined;
    const about = { environmentId: environment.id, index, namespace, action: 'copy' as const };
    return new JournaledSink({
      sink,
      journal,
      begin: () => journal.begin(about),
      ...(target && { target }),
    });
  }

  /** Compares again until the service shows what was written. */
  async #missing(
    { source, target }: { readonly source: SourceReader; readonly target: SourceReader },
    part: CopyPart,
    signal: AbortSignal,
  ): Promise<number> {
    let missing = 0;
    for (const waitMs of this.#deps.freshnessWaitsMs ?? defaultFreshnessWaitsMs) {
      await sleep(waitMs, signal);
      ({ missing } = await count(compareNamespaces(source, target, signal, part), () => undefined));
      if (missing === 0) return 0;
    }
    return missing;
  }

  async #open({ source, target }: CopyRoute, signal: AbortSignal): Promise<Sides> {
    const open = async ({ environment, index: name }: WritePlace): Promise<Side> => {
      const service = await this.#deps.connections.open(environment, signal);
      const index = await service.describeIndex(name, signal);
      return { index, client: service.index(index.host, index.documents) };
    };
    return { source: await open(source), target: await open(target) };
  }

  #readers(route: CopyRoute, sides: Sides, onProgress: CopyOptions['onProgress']) {
    const { now, limits } = this.#deps;
    const budget = new ReadBudget(Infinity);
    const meter = new ProgressMeter({ onProgress, now, readUnits: () => budget.used });
    const onWait: ProgressMeter['wait'] = (reason) => meter.wait(reason);
    const readerOf = ({ client, index }: Side, { environment, namespace }: WritePlace) =>
      new SourceReader({
        client,
        namespace,
        dimension: index.dimension ?? sparseDimension,
        // Reads of this machine cost nothing.
        budget: environment.kind === 'local' ? new ReadBudget(Infinity) : budget,
        limits: limits?.read ?? defaultReadLimits,
        onWait,
        now,
      });
    const readers = {
      source: readerOf(sides.source, route.source),
      target: readerOf(sides.target, route.target),
    };
    return { readers, meter, onWait };
  }
}

export type CopiesDeps = {
  readonly connections: Pick<Connections, 'open' | 'checkWritable'> & {
    openForWriting(...args: Parameters<Connections['openForWriting']>): Promise<{
      index(host: string, documents?: DocumentSchema): RecordWriter;
    }>;
  };
  readonly catalog: { invalidate(environmentId: string): void };
  readonly state: StateStore;
  /** Where copies save what they overwrite and add, for undo. */
  readonly journal?: WriteJournal;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly limits?: { readonly read: ReadLimits; readonly write: WriteLimits };
  /** Waits before the target is compared again: the cloud shows writes late. */
  readonly freshnessWaitsMs?: readonly number[];
};

/** From which namespace to which. */
export type CopyRoute = { readonly source: WritePlace; readonly target: WritePlace };

/** How a copy ended. `written` counts the records of all its runs. */
export type CopyOutcome = TransferOutcome & {
  readonly written: number;
  /** Ids of the source that the target lacks at the end; absent if the copy ended early. */
  readonly missing?: number;
};

export type CopyOptions = {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: TransferProgress) => void;
  readonly part?: CopyPart;
  /** Whether the copy can be undone: what it writes and overwrites is saved in the journal. */
  readonly canUndo?: boolean;
};

type Side = { readonly index: VectorIndex; readonly client: IndexClient };
type Sides = { readonly source: Side; readonly target: Side };

/** Assumed where an index has no dimension. */
const sparseDimension = 200;
const sampledIds = 100;
const sampledRecords = 20;

async function count(
  ids: ReturnType<typeof compareNamespaces>,
  onListed: (done: number) => void,
): Promise<IdComparison> {
  let [missing, both, onlyInTarget] = [0, 0, 0];
  for await (const { isInSource, isInTarget } of ids) {
    if (isInSource && isInTarget) both++;
    else if (isInSource) missing++;
    else onlyInTarget++;
    if ((missing + both) % 100 === 0) onListed(missing + both);
  }
  return { missing, both, onlyInTarget };
}

function keyOf({ source, target }: CopyRoute): string {
  const parts = [source, target].map(({ environment, index, namespace }) => [
    environment.id,
    index,
    namespace,
  ]);
  return `copy/${JSON.stringify(parts)}`;
}
