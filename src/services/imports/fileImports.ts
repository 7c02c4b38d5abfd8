import type { RowFile } from '../../model/files/rowFile.ts';
import type { DocumentSchema, VectorIndex } from '../../model/vectorIndex.ts';
import type { IndexClient, PineconeClient } from '../../pinecone/pineconeClient.ts';
import type { StateStore } from '../catalog/catalog.ts';
import type { Connections } from '../environments/connections.ts';
import { BatchTransfer } from '../transfer/batchTransfer.ts';
import type { CopyOptions } from '../transfer/copies.ts';
import {
  defaultWriteLimits,
  type RecordWriter,
  type WriteLimits,
  defaultFreshnessWaitsMs,
} from '../transfer/indexSink.ts';
import { ProgressMeter } from '../transfer/progressMeter.ts';
import { batchSize } from '../transfer/pullPlan.ts';
import { ReadBudget } from '../transfer/readBudget.ts';
import { defaultReadLimits, SourceReader, type ReadLimits } from '../transfer/sourceReader.ts';
import { runTransfer, type Transfer, type TransferOutcome } from '../transfer/transfer.ts';
import { WritePrice } from '../usage/writePrice.ts';
import type { WritePlace } from '../writes/recordWrites.ts';
import type { ColumnMapping } from './columnMapping.ts';
import { ImportJournal, importCheckpointIn, type ImportCheckpoint } from './importJournal.ts';
import { rejectLine, type RejectList } from './importRejects.ts';
import { ImportSink, type OnRefused } from './importSink.ts';
import type { IdTable } from './idTable.ts';
import { ImportSource } from './importSource.ts';
import { RecordsOfFile, type PlacedRecord, type Refusal } from './recordsOfFile.ts';
import { verificationPlan, verifyImport, type NamespaceCounts } from './verifyImport.ts';

/** Imports files into namespaces of any index. */
export class FileImports {
  readonly #deps: FileImportsDeps;

  constructor(deps: FileImportsDeps) {
    this.#deps = deps;
  }

  /** Returns where an earlier import of the same file to the same place ended early. */
  unfinished({ file, place }: Pick<ImportOrder, 'file' | 'place'>): ImportCheckpoint | undefined {
    const checkpoint = importCheckpointIn(this.#deps.state.get(keyOf(file, place)));
    return checkpoint?.stamp === file.stamp ? checkpoint : undefined;
  }

  /**
   * Reads the whole file and lists the rows that cannot be imported beside it. Writes nothing to the index. Throws `badInput` if
   * the file cannot be read.
   */
  async check(order: ImportOrder, { signal, onProgress }: CopyOptions): Promise<ImportCheck> {
    const { file, place } = order;
    const target = await this.#open(place, signal);
    const rejects = this.#deps.openRejects(file.path);
    const meter = new ProgressMeter({ onProgress, now: this.#deps.now });
    const price = new WritePrice();
    const records = recordsOf(order, target);
    let firstRefusal: Refusal | undefined;
    let refused = 0;
    for await (const read of records.read(signal)) {
      for (const record of read.records) price.add(record);
      firstRefusal ??= read.refused[0];
      refused += read.refused.length;
      await rejects.append(read.refused.map((refusal) => rejectLine(file, refusal)));
      meter.reportShare('reading', records.ids.count, read.share);
    }
    const existing = await existingIn(target, signal);
    const counts = countsOf(records, (name, imported) => (existing.get(name) ?? 0) + imported);
    const isFree = place.environment.kind === 'local';
    return {
      records: records.ids.count,
      refused,
      ...(firstRefusal && { firstRefusal }),
      ...(rejects.path !== undefined && { rejectFile: rejects.path }),
      writeUnits: isFree ? 0 : price.units,
      readUnits: isFree ? 0 : verificationPlan(counts).units,
      existing: [...counts].reduce(
        (sum, [name, { imported }]) => sum + Math.min(imported, existing.get(name) ?? 0),
        0,
      ),
      namespaces: [...counts.keys()],
    };
  }

  /**
   * Writes the records of a file, and then looks for all of them in the index. Written records stay, however it ends; with `from`,
   * it goes on from there.
   */
  async run(
    order: ImportOrder,
    check: CheckResult,
    options: CopyOptions,
    from?: ImportCheckpoint,
  ): Promise<FileImportOutcome> {
    const { connections, catalog, now, openRejects } = this.#deps;
    const { file, place } = order;
    connections.checkWritable(place.environment);
    const target = await this.#open(place, options.signal);
    const journal = this.#journal(order, check, from);
    const rejects = openRejects(file.path, check.rejectFile);
    const records = recordsOf(order, target);
    const budget = new ReadBudget(Infinity);
    const meter = new ProgressMeter({
      onProgress: options.onProgress,
      now,
      readUnits: () => budget.used,
    });
    let refused = 0;
    const onRefused: OnRefused = async ({ namespace, id, reason }) => {
      refused++;
      const at = records.ids.settle(namespace, id) ?? 0;
      await rejects.append([rejectLine(file, { place: at, id, reason })]);
    };
    const writer = await connections.openForWriting(place.environment, options.signal);
    const transfer = new BatchTransfer<PlacedRecord, PlacedRecord, number>({
      source: new ImportSource({
        records,
        after: from?.after ?? 0,
        recordsPerBatch: batchSize(target.index.dimension ?? sparseDimension),
      }),
      transform: (record) => record,
      sink: this.#sink(writer.index(target.index.host, target.index.documents), meter, onRefused),
      journal,
      meter,
      of: check.records,
    });
    const verified = this.#verified(transfer, order, { target, records, meter, budget });
    try {
      const end = await runTransfer(verified, options.signal);
      const hasEnded = end.state === 'complete' || end.state === 'incomplete';
      if (hasEnded) {
        await listMissing(order, target, records.ids, rejects);
        journal.forget();
      }
      return {
        ...end,
        written: journal.tally.written.count - refused,
        refused,
        ...(hasEnded && { missing: records.ids.unsettled }),
        ...(rejects.path !== undefined && { rejectFile: rejects.path }),
      };
    } finally {
      catalog.invalidate(place.environment.id);
    }
  }

  /** Returns the transfer with a search for its records at the end. */
  #verified(
    transfer: Transfer,
    order: ImportOrder,
    { target, records, meter, budget }: RunDeps,
  ): Transfer {
    const { now, limits, freshnessWaitsMs } = this.#deps;
    const readerOf = (namespace: string): SourceReader =>
      new SourceReader({
        client: target.client,
        namespace,
        dimension: target.index.dimension ?? sparseDimension,
        // Reads of this machine cost nothing.
        budget: order.place.environment.kind === 'local' ? new ReadBudget(Infinity) : budget,
        limits: limits?.read ?? defaultReadLimits,
        onWait: (reason) => meter.wait(reason),
        now,
      });
    return {
      run: async (signal) => {
        const shortfalls = await transfer.run(signal);
        const existing = await existingIn(target, signal);
        const counts = countsOf(records, (name, imported) =>
          Math.max(existing.get(name) ?? 0, imported),
        );
        const readAgain = (both: AbortSignal) => recordsOf(order, target).read(both);
        const waitsMs = freshnessWaitsMs ?? defaultFreshnessWaitsMs;
        const { ids } = records;
        await verifyImport({ ids, counts, readerOf, readAgain, waitsMs }, signal);
        return shortfalls;
      },
      get failedAt() {
        return transfer.failedAt;
      },
    };
  }

  #journal(
    { file, place, mapping }: ImportOrder,
    { records, refused, rejectFile }: CheckResult,
    from: ImportCheckpoint | undefined,
  ): ImportJournal {
    const about = {
      mapping,
      stamp: file.stamp,
      records,
      refused,
      ...(rejectFile !== undefined && { rejectFile }),
    };
    return new ImportJournal(this.#deps.state, keyOf(file, place), about, from);
  }

  #sink(client: RecordWriter, meter: ProgressMeter, onRefused: OnRefused): ImportSink {
    const { limits, now } = this.#deps;
    return new ImportSink({
      client,
      limits: limits?.write ?? defaultWriteLimits,
      onWait: (reason) => meter.wait(reason),
      onRefused,
      now,
    });
  }

  async #open({ environment, index: name }: WritePlace, signal: AbortSignal): Promise<Target> {
    const service = await this.#deps.connections.open(environment, signal);
    const index = await service.describeIndex(name, signal);
    return { index, client: service.index(index.host, index.documents) };
  }
}

export type FileImportsDeps = {
  readonly connections: Pick<Connections, 'checkWritable'> & {
    open(...args: Parameters<Connections['open']>): Promise<
      Pick<PineconeClient, 'describeIndex'> & {
        index(host: string, documents?: DocumentSchema): IndexReader;
      }
    >;
    openForWriting(...args: Parameters<Connections['openForWriting']>): Promise<{
      index(host: string, documents?: DocumentSchema): RecordWriter;
    }>;
  };
  readonly catalog: { invalidate(environmentId: string): void };
  readonly state: StateStore;
  /** Opens the list of a file; with `path`, the list of an earlier run. */
  readonly openRejects: (file: string, path?: string) => RejectList;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly limits?: { readonly read: ReadLimits; readonly write: WriteLimits };
  /** Waits before the index is searched again: the cloud shows writes late. */
  readonly freshnessWaitsMs?: readonly number[];
};

type IndexReader = Pick<IndexClient, 'list' | 'fetch' | 'stats'>;

/** Which file goes where. */
export type ImportOrder = {
  readonly file: RowFile;
  readonly mapping: ColumnMapping;
  /** Its namespace receives the records that name none. */
  readonly place: WritePlace;
};

/** What a file holds for an index. */
export type ImportCheck = {
  /** Number of records that can be written, and of rows that cannot. */
  readonly records: number;
  readonly refused: number;
  /** The first reason for a refusal, with its place. */
  readonly firstRefusal?: Refusal;
  readonly rejectFile?: string;
  readonly writeUnits: number;
  /** Cost of verifying the import at its end. */
  readonly readUnits: number;
  /** Number of records that may be overwritten. */
  readonly existing: number;
  readonly namespaces: readonly string[];
};

/** What a run needs to know of the check. */
export type CheckResult = Pick<ImportCheck, 'records' | 'refused' | 'rejectFile'>;

/** How an import ended. `written` counts the records of all its runs. */
export type FileImportOutcome = TransferOutcome & {
  readonly written: number;
  /** Number of records that the service refused in this run. */
  readonly refused: number;
  /** Number of written records that the index lacks at the end; absent if the import ended early. */
  readonly missing?: number;
  readonly rejectFile?: string;
};

type Target = { readonly index: VectorIndex; readonly client: IndexReader };

/** Assumed where an index has no dimension. */
const sparseDimension = 200;

type RunDeps = {
  readonly target: Target;
  readonly records: RecordsOfFile;
  readonly meter: ProgressMeter;
  readonly budget: ReadBudget;
};

function recordsOf({ file, mapping, place }: ImportOrder, { index }: Target): RecordsOfFile {
  return new RecordsOfFile({ file, mapping, index, namespace: place.namespace });
}

/** Returns the numbers of records that the index has now, by namespace. */
async function existingIn(
  { client }: Target,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, number>> {
  const { namespaces } = await client.stats(signal);
  return new Map(namespaces.map(({ name, recordCount }) => [name, recordCount]));
}

function countsOf(
  { counts }: RecordsOfFile,
  totalOf: (namespace: string, imported: number) => number,
): NamespaceCounts {
  return new Map(
    [...counts].map(([name, imported]) => [name, { imported, total: totalOf(name, imported) }]),
  );
}

/** Adds the records that the index lacks to the refused ones. */
async function listMissing(
  order: ImportOrder,
  target: Target,
  ids: IdTable,
  rejects: RejectList,
): Promise<void> {
  if (ids.unsettled === 0) return;
  const reason = 'the index does not show it after the import';
  const { signal } = new AbortController();
  for await (const { records } of recordsOf(order, target).read(signal)) {
    const missing = records.filter(({ namespace, id }) => !ids.isSettled(namespace, id));
    await rejects.append(
      missing.map(({ place, id }) => rejectLine(order.file, { place, id, reason })),
    );
  }
}

function keyOf({ path }: RowFile, { environment, index, namespace }: WritePlace): string {
  return `import/${JSON.stringify([environment.id, index, namespace, path])}`;
}
