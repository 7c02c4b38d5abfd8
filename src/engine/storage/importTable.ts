import { Failure } from '../../common/failure.ts';
import type { IndexDatabase } from './indexDatabase.ts';

/** The stored state of an import of files into an index. Times are ISO 8601. */
export type StoredImport = {
  readonly id: string;
  readonly uri: string;
  readonly status: 'InProgress' | 'Completed' | 'Failed' | 'Cancelled';
  readonly createdAt: string;
  readonly finishedAt?: string;
  readonly percentComplete: number;
  readonly recordsImported: number;
  /** Rows skipped because the index cannot hold them. */
  readonly recordsRefused?: number;
  /** Hidden files that match by name only and are skipped. */
  readonly filesSkipped?: readonly string[];
  readonly error?: string;
};

type Row = { number: number; state: string };

/** The table of an index's imports, including finished ones. */
export class ImportTable {
  readonly #database: IndexDatabase;

  constructor(database: IndexDatabase) {
    this.#database = database;
  }

  /** Returns all imports, oldest first. */
  list(): readonly StoredImport[] {
    const sql = 'SELECT number, state FROM imports ORDER BY number';
    return this.#database.statements.all<Row>(sql).map(importOf);
  }

  /** Returns one import. Throws `notFound`. */
  get(id: string): StoredImport {
    const sql = 'SELECT number, state FROM imports WHERE CAST(number AS TEXT) = ?';
    const row = this.#database.statements.get(sql, id) as Row | undefined;
    if (row === undefined) throw new Failure('notFound', `Import ${id} not found`);
    return importOf(row);
  }

  /** Stores a new import and assigns its id. */
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
