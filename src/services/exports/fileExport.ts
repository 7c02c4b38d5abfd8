import { throwIfAborted } from '../../common/async.ts';
import { Failure } from '../../common/failure.ts';
import {
  csvHeaderRow,
  csvRecordRow,
  exportFormatOf,
  jsonLine,
  recordOfLine,
  type ExportedRecord,
} from '../../model/exportFormats.ts';
import type { Environment } from '../../model/environment.ts';
import { IdDigester, type IdDigest } from '../../model/idDigest.ts';
import type { VectorIndex } from '../../model/vectorIndex.ts';
import type { IndexClient } from '../../pinecone/pineconeClient.ts';
import { BatchTransfer } from '../transfer/batchTransfer.ts';
import { ProgressMeter, type TransferProgress } from '../transfer/progressMeter.ts';
import { priceLeft, type PullPrice } from '../transfer/pullPlan.ts';
import { ReadBudget } from '../transfer/readBudget.ts';
import { SourceReader, type ReadLimits } from '../transfer/sourceReader.ts';
import { runTransfer, type Transfer, type TransferOutcome } from '../transfer/transfer.ts';
import type { Shortfall } from '../transfer/verifyTransfer.ts';
import { ExportJournal, type ExportCheckpoint, type ExportState } from './exportCheckpoint.ts';
import { IndexSource, listedIn } from './indexSource.ts';
import { SampledSource, type NamespacesSample } from './sampledSource.ts';

/**
 * One export to a file. A run that ended early can be followed by another one, which goes on from there, also in another
 * process.
 */
export class FileExport {
  readonly #deps: FileExportDeps;
  readonly #journal: ExportJournal;
  /** Metadata fields in order of first appearance: the columns of a CSV file. */
  readonly #fields: Set<string>;
  #hasValues: boolean;
  #hasSparseValues: boolean;
  #budget: ReadBudget;

  constructor(deps: FileExportDeps) {
    const { from, save } = deps;
    this.#deps = deps;
    this.#fields = new Set(from?.fields);
    this.#hasValues = from?.hasValues ?? false;
    this.#hasSparseValues = from?.hasSparseValues ?? false;
    this.#budget = new ReadBudget(Infinity, from?.readUnits);
    this.#journal = new ExportJournal({ ...(from && { from }), save, state: () => this.#state() });
  }

  get preview(): ExportPreview {
    return this.#deps.preview;
  }

  get file(): string {
    return this.#deps.file;
  }

  /** Read units used by all runs. */
  get readUnits(): number {
    return this.#deps.preview.price === undefined ? 0 : this.#budget.used;
  }

  /** Runs the export and returns how it ended. Throws only failures after which it cannot go on. */
  async run({ budget: limit, signal, onProgress }: ExportOptions): Promise<ExportOutcome> {
    const { preview, openIndex, now } = this.#deps;
    const budget = new ReadBudget(limit, this.#budget.used);
    this.#budget = budget;
    const meter = new ProgressMeter({ onProgress, now, readUnits: () => this.readUnits });
    const transfer = this.#transfer(await openIndex(signal), budget, meter);
    const end = await runTransfer(transfer, signal, budget);
    if (end.state === 'complete' || end.state === 'incomplete') this.#end();
    const records = this.#journal.tally.written.count;
    return { ...end, records, total: exportedCount(preview), readUnits: this.readUnits };
  }

  /** Cost of what is left to read; absent on this machine, where reads are free. */
  get priceLeft(): PullPrice | undefined {
    const { preview } = this.#deps;
    const { total, price } = preview;
    const { position, tally } = this.#journal;
    const done = { listed: listedIn(position), fetched: tally.written.count };
    const size = exportedCount(preview);
    return price && priceLeft({ total, scope: { kind: 'sample', size, seed: 0 } }, done);
  }

  /** Deletes what was written so far, unless the file is finished. */
  async discard(): Promise<void> {
    this.#end();
    await this.#deps.draft.discard();
  }

  /** Leaves what was written so far: another export of the target can go on with it. */
  async close(): Promise<void> {
    this.#deps.onClose();
    await this.#deps.draft.close();
  }

  #end(): void {
    this.#journal.forget();
    this.#deps.onClose();
  }

  async #state(): Promise<ExportState> {
    const { draft, file, pid, preview } = this.#deps;
    const { namespaces, sample } = preview;
    await draft.flush();
    return {
      file,
      draft: { path: draft.path, sizeBytes: draft.sizeBytes },
      pid,
      namespaces,
      ...(sample && { sample }),
      fields: [...this.#fields],
      hasValues: this.#hasValues,
      hasSparseValues: this.#hasSparseValues,
      readUnits: this.#budget.used,
    };
  }

  #transfer(client: IndexClient, budget: ReadBudget, meter: ProgressMeter): Transfer {
    const { preview, draft, limits, now } = this.#deps;
    const dimension = preview.index.dimension ?? sparseDimension;
    const onWait: ProgressMeter['wait'] = (waitReason) => meter.wait(waitReason);
    const about = { client, dimension, budget, limits, now, onWait };
    const { namespaces, sample } = preview;
    const from = {
      namespaces,
      readerOf: (namespace: string) => new SourceReader({ ...about, namespace }),
      dimension,
      from: this.#journal.position,
    };
    const records = new BatchTransfer({
      source: sample === undefined ? new IndexSource(from) : new SampledSource({ ...from, sample }),
      transform: (record: ExportedRecord) => {
        this.#learn(record);
        return jsonLine(record);
      },
      sink: {
        write: (lines: readonly string[]) => draft.append(lines.join('')),
        held: (signal) => digestOfDraft(draft, signal),
      },
      journal: this.#journal,
      meter,
      of: exportedCount(preview),
    });
    return new PublishedTransfer(records, (signal) => this.#publish(signal));
  }

  /** Puts the file in its place: the lines themselves, or a table made from them. */
  async #publish(signal: AbortSignal): Promise<void> {
    const { draft, file } = this.#deps;
    const format = exportFormatOf(file);
    if (format === 'jsonl') return draft.finish();
    if (format === 'csv') await this.#writeCsv(signal);
    else await this.#writeParquet(signal);
    await draft.discard();
  }

  async #writeParquet(signal: AbortSignal): Promise<void> {
    const { draft, file, preview, writeParquet } = this.#deps;
    const columns = {
      hasNamespaces: preview.namespaces.length > 1,
      hasValues: this.#hasValues,
      hasSparseValues: this.#hasSparseValues,
    };
    await writeParquet({ lines: draft.path, file, columns }, signal);
  }

  async #writeCsv(signal: AbortSignal): Promise<void> {
    const { draft, file, createDraft, preview } = this.#deps;
    const columns = { hasNamespaces: preview.namespaces.length > 1, fields: [...this.#fields] };
    const table = await createDraft(file);
    try {
      await table.append(csvHeaderRow(columns));
      for await (const lines of draft.lines(signal))
        await table.append(lines.map((line) => csvRecordRow(recordOfLine(line), columns)).join(''));
      throwIfAborted(signal);
      await table.finish();
    } finally {
      await table.discard();
    }
  }

  /** Learns what columns a table of the records needs. */
  #learn({ metadata, values, sparseValues }: ExportedRecord): void {
    for (const field of Object.keys(metadata)) this.#fields.add(field);
    if (values.length > 0) this.#hasValues = true;
    if (sparseValues !== undefined) this.#hasSparseValues = true;
  }
}

/** What an export would read, known before any read unit is spent. */
export type ExportPreview = {
  readonly environment: Environment;
  readonly index: VectorIndex;
  /** The namespace that was asked for; absent: all namespaces. */
  readonly namespace?: string;
  /** Names of the namespaces with records. */
  readonly namespaces: readonly string[];
  /** Number of records in these namespaces. */
  readonly total: number;
  /** Absent: all records are exported. */
  readonly sample?: NamespacesSample;
  /** Cost of reading them; absent on this machine, where reads are free. */
  readonly price?: PullPrice;
};

/** A file under construction, which appears under its name when it is finished. */
export type Draft = {
  /** Where the draft is until it is finished. */
  readonly path: string;
  /** How much of it is written. */
  readonly sizeBytes: number;
  /** Appends a text; a failed call appends nothing. */
  append(text: string): Promise<void>;
  /** Resolves when all that was appended is on disk. */
  flush(): Promise<void>;
  /** Yields the lines, without line breaks, some at a time. */
  lines(signal: AbortSignal): AsyncIterable<readonly string[]>;
  /** Puts the draft in its place. */
  finish(): Promise<void>;
  /** Leaves the draft for another process. */
  close(): Promise<void>;
  /** Deletes the draft; does nothing after `finish`. */
  discard(): Promise<void>;
};

/** Which columns the records of a Parquet file need besides id and metadata. */
export type RecordColumns = {
  readonly hasNamespaces: boolean;
  readonly hasValues: boolean;
  readonly hasSparseValues: boolean;
};

/** Writes the records of a file of JSON lines to a Parquet file, which appears when it is complete. */
export type WriteParquet = (
  records: { readonly lines: string; readonly file: string; readonly columns: RecordColumns },
  signal: AbortSignal,
) => Promise<void>;

export type FileExportDeps = {
  readonly preview: ExportPreview;
  readonly file: string;
  /** Receives the records as lines of JSON. */
  readonly draft: Draft;
  readonly openIndex: (signal: AbortSignal) => Promise<IndexClient>;
  readonly createDraft: (file: string) => Promise<Draft>;
  readonly writeParquet: WriteParquet;
  readonly limits: ReadLimits;
  /** Clock in milliseconds. */
  readonly now: () => number;
  /** Identifies this process. */
  readonly pid: number;
  /** Where an earlier process ended early. */
  readonly from?: ExportCheckpoint;
  readonly save: (checkpoint: ExportCheckpoint | undefined) => void;
  /** Called when the draft is closed. */
  readonly onClose: () => void;
};

/** How a run of an export ended. The file exists only if it is complete or incomplete. */
export type ExportOutcome = TransferOutcome & {
  /** Number of records read, in all runs. */
  readonly records: number;
  readonly total: number;
  readonly readUnits: number;
};

export type ExportOptions = {
  /** Maximum read units of all runs. */
  readonly budget: number;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: TransferProgress) => void;
};

/** Assumed for requests where an index has no dimension. */
const sparseDimension = 1000;

/** Returns the number of records that an export has. */
function exportedCount({ total, sample }: ExportPreview): number {
  return sample === undefined ? total : sample.sizes.reduce((sum, size) => sum + size, 0);
}

/** A transfer to a draft, which is put in its place when it holds what was written. */
class PublishedTransfer implements Transfer {
  readonly #records: Transfer;
  readonly #publish: (signal: AbortSignal) => Promise<void>;
  #isPublishing = false;

  constructor(records: Transfer, publish: (signal: AbortSignal) => Promise<void>) {
    this.#records = records;
    this.#publish = publish;
  }

  get failedAt(): Transfer['failedAt'] {
    return this.#isPublishing ? 'sink' : this.#records.failedAt;
  }

  async run(signal: AbortSignal): Promise<readonly Shortfall[]> {
    const shortfalls = await this.#records.run(signal);
    this.#isPublishing = true;
    if (shortfalls.some(({ kind }) => kind === 'differs'))
      throw new Failure('damaged', 'The file does not hold what was written to it: export again');
    await this.#publish(signal);
    return shortfalls;
  }
}

/** Returns the digest of the ids in a file of JSON lines, read back from it. */
async function digestOfDraft(draft: Draft, signal: AbortSignal): Promise<IdDigest> {
  const digester = new IdDigester();
  for await (const lines of draft.lines(signal))
    for (const line of lines) digester.add(recordOfLine(line).id);
  return digester.digest;
}
