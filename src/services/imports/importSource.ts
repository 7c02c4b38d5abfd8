import type { Batch, Source } from '../transfer/transfer.ts';
import type { PlacedRecord, RecordsOfFile } from './recordsOfFile.ts';

/**
 * Source of the records of a file. The position is the place of the last record. Records up to it are read again but not
 * yielded, so that ids that occur twice are found as in the first run.
 */
export class ImportSource implements Source<PlacedRecord, number> {
  readonly #options: ImportSourceOptions;
  #count = 0;

  constructor(options: ImportSourceOptions) {
    this.#options = options;
  }

  async *batches(signal: AbortSignal): AsyncGenerator<Batch<PlacedRecord, number>> {
    const { records: file, after, recordsPerBatch } = this.#options;
    let batch: PlacedRecord[] = [];
    for await (const { records } of file.read(signal)) {
      for (const record of records) {
        this.#count++;
        if (record.place <= after) continue;
        // A batch never ends between two records of one place.
        if (batch.length >= recordsPerBatch && batch.at(-1)?.place !== record.place) {
          yield batchOf(batch);
          batch = [];
        }
        batch.push(record);
      }
    }
    if (batch.length > 0) yield batchOf(batch);
  }

  /** The ids are verified in the index itself. */
  async evidence(): Promise<{ wanted: number; listed: number; counted: number }> {
    return { wanted: this.#count, listed: this.#count, counted: this.#count };
  }
}

export type ImportSourceOptions = {
  readonly records: RecordsOfFile;
  /** Place of the last record that an earlier run wrote. */
  readonly after: number;
  readonly recordsPerBatch: number;
};

function batchOf(records: readonly PlacedRecord[]): Batch<PlacedRecord, number> {
  return { read: () => Promise.resolve(records), position: records.at(-1)?.place ?? 0 };
}
