import { throwIfAborted } from '../../common/async.ts';
import { Failure } from '../../common/failure.ts';
import type { ExportedRecord } from '../../model/exportFormats.ts';
import type { Cells, FileRow, RowFile } from '../../model/files/rowFile.ts';
import type { RecordIndex } from '../records/recordParts.ts';
import type { ColumnMapping } from './columnMapping.ts';
import { IdTable } from './idTable.ts';
import { recordOfRow } from './recordOfRow.ts';

/** Reads the records of a file once. Two readers of the same file return the same records and refusals. */
export class RecordsOfFile {
  readonly #options: RecordsOfFileOptions;
  /** The ids of the records that were read so far. */
  readonly ids = new IdTable();
  readonly #counts = new Map<string, number>();

  constructor(options: RecordsOfFileOptions) {
    this.#options = options;
  }

  /** Numbers of the records that were read so far, by namespace. */
  get counts(): ReadonlyMap<string, number> {
    return this.#counts;
  }

  /** Yields the records in the order of the file; a record with an id that occurred before is refused. */
  async *read(signal: AbortSignal): AsyncGenerator<ReadRecords> {
    for await (const { rows, share } of this.#options.file.rows()) {
      throwIfAborted(signal);
      const records: PlacedRecord[] = [];
      const refused: Refusal[] = [];
      for (const row of rows) {
        try {
          records.push(this.#recordOf(row));
        } catch (error) {
          if (!Failure.is(error, 'badInput')) throw error;
          const { place } = row;
          const cells = 'cells' in row ? { cells: row.cells } : {};
          refused.push({ place, reason: error.message, ...cells });
        }
      }
      yield { records, refused, share };
    }
  }

  #recordOf(row: FileRow): PlacedRecord {
    const { mapping, index, namespace, file } = this.#options;
    if ('problem' in row) throw new Failure('badInput', row.problem);
    const record = { namespace, ...recordOfRow(row, mapping, index), place: row.place };
    const before = this.ids.add(record.namespace, record.id, row.place);
    if (before === undefined) {
      this.#counts.set(record.namespace, (this.#counts.get(record.namespace) ?? 0) + 1);
      return record;
    }
    throw new Failure('badInput', `its id is also that of ${file.unit} ${before}`);
  }
}

/** A record with its namespace and the place of its row. */
export type PlacedRecord = ExportedRecord & { readonly namespace: string; readonly place: number };

/** A row that makes no record, and why. */
export type Refusal = {
  readonly place: number;
  readonly reason: string;
  readonly cells?: Cells;
};

export type ReadRecords = {
  readonly records: readonly PlacedRecord[];
  readonly refused: readonly Refusal[];
  /** The share of the file read so far, from 0 to 1. */
  readonly share: number;
};

export type RecordsOfFileOptions = {
  readonly file: RowFile;
  readonly mapping: ColumnMapping;
  readonly index: RecordIndex;
  /** The namespace of records that name none. */
  readonly namespace: string;
};
