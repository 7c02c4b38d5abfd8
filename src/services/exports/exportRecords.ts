import { throwIfAborted } from '../../common/async.ts';
import {
  csvHeaderRow,
  csvRecordRow,
  jsonLine,
  type ExportedRecord,
  type ExportFormat,
  type TableColumns,
} from '../../model/exportFormats.ts';
import { BatchTransfer } from '../transfer/batchTransfer.ts';
import { ProgressMeter, type TransferProgress } from '../transfer/progressMeter.ts';
import { TallyJournal } from '../transfer/tallyJournal.ts';
import type { Batch, Source } from '../transfer/transfer.ts';

/** Exports records as text and resolves with their number. Throws any failure: a partial file is useless. */
export async function exportRecords(request: ExportRequest): Promise<number> {
  const { ids, format, write, signal, onProgress, now } = request;
  const source = new GivenRecords(ids, request.fetch);
  const columns = format === 'csv' ? await columnsOf(source, signal) : undefined;
  if (columns) await write(csvHeaderRow(columns));
  const journal = new TallyJournal();
  const transfer = new BatchTransfer({
    source,
    transform: (record) => (columns ? csvRecordRow(record, columns) : jsonLine(record)),
    sink: { write: (lines: readonly string[]) => write(lines.join('')) },
    journal,
    meter: new ProgressMeter({ onProgress, now }),
    of: ids.length,
  });
  await transfer.run(signal);
  return journal.tally.written.count;
}

export type ExportRequest = {
  readonly ids: readonly string[];
  readonly format: Exclude<ExportFormat, 'parquet'>;
  /** Returns the records that still exist. */
  readonly fetch: (
    ids: readonly string[],
    signal: AbortSignal,
  ) => Promise<readonly ExportedRecord[]>;
  /** Appends to the file. */
  readonly write: (text: string) => Promise<void>;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: TransferProgress) => void;
  /** Clock in milliseconds. */
  readonly now: () => number;
};

/** Few enough to hold their vectors in memory. */
const idsPerBatch = 200;

/** Source of the records with given ids, such as those of a selection. */
class GivenRecords implements Source<ExportedRecord, undefined> {
  readonly #ids: readonly string[];
  readonly #fetch: ExportRequest['fetch'];

  constructor(ids: readonly string[], fetch: ExportRequest['fetch']) {
    this.#ids = ids;
    this.#fetch = fetch;
  }

  async *batches(signal: AbortSignal): AsyncGenerator<Batch<ExportedRecord, undefined>> {
    for (let at = 0; at < this.#ids.length; at += idsPerBatch) {
      throwIfAborted(signal);
      const ids = this.#ids.slice(at, at + idsPerBatch);
      yield { read: (both) => this.#fetch(ids, both), position: undefined };
    }
  }

  async evidence(): Promise<{ wanted: number; listed: number; counted: number }> {
    const { length } = this.#ids;
    return { wanted: length, listed: length, counted: length };
  }
}

/**
 * Returns the metadata fields of the records, in order of first appearance: a CSV file starts with its column names.
 */
async function columnsOf(source: GivenRecords, signal: AbortSignal): Promise<TableColumns> {
  const fields = new Set<string>();
  let hasNamespaces = false;
  for await (const batch of source.batches(signal)) {
    for (const { metadata, namespace } of await batch.read(signal)) {
      hasNamespaces ||= namespace !== undefined;
      for (const field of Object.keys(metadata)) fields.add(field);
    }
  }
  return { hasNamespaces, fields: [...fields] };
}
