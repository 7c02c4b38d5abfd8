import { Failure } from '../../common/failure.ts';
import type { IndexDatabase } from './indexDatabase.ts';

/** An import of files into an index. Times are in the form of ISO 8601. */
export type StoredImport = {
  readonly id: string;
  readonly uri: string;
  readonly status: 'InProgress' | 'Completed' | 'Failed' | 'Cancelled';
  readonly createdAt: string;
  readonly finishedAt?: string;
  readonly percentComplete: number;
  readonly recordsImported: number;
  /** Rows that were left out, because the index could not hold them. */
  readonly recordsRefused?: number;
  /** Files that look like files of records by their name only. */
  readonly filesSkipped?: readonly string[];
  readonly error?: string;
};

type Row = { number: number; state: string };

/** The imports of an index, also those that are over. */
export class ImportTable {
  readonly #database: IndexDatabase;

  constructor(database: IndexDatabase) {
    this.#database = database;
  }

  /** The oldest first. */
  list(): readonly StoredImport[] {
    const sql = 'SELECT number, state FROM imports ORDER BY number';
    return this.#database.statements.all<Row>(sql).map(importOf);
  }

  /** Throws `notFound`. */
  get(id: string): StoredImport {
    const sql = 'SELECT number, state FROM imports WHERE CAST(number AS TEXT) = ?';
    const row = this.#database.statements.get(sql, id) as Row | undefined;
    if (row === undefined) throw new Failure('notFound', `Import ${id} not found`);
    return importOf(row);
  }

  /** Its id is found here. */
  create(state: Omit<StoredImport, 'id'>): StoredImport {
    const sql = 'INSERT INTO imports (state) VALUES (?) RETURNING number, state';
    return importOf(this.#database.statements.get(sql, JSON.stringify(state)) as Row);
  }

  save({ id, ...state }: StoredImport): void {
    const sql = 'UPDATE imports SET state = ? WHERE number = ?';
    this.#database.statements.run(sql, JSON.stringify(state), Number(id));
  }
}

function importOf({ number, state }: Row): StoredImport {
  return { id: String(number), ...(JSON.parse(state) as Omit<StoredImport, 'id'>) };
}
