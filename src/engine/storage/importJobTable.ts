import * as v from 'valibot';
import { Failure } from '../../common/failure.ts';
import type { IndexDatabase } from './indexDatabase.ts';
import { parseStored } from './sqlite.ts';

/** The SQLite table of an index's import jobs, including finished ones, with their progress and outcome. */
export class ImportJobTable {
  readonly #database: IndexDatabase;

  constructor(database: IndexDatabase) {
    this.#database = database;
  }

  /** Returns all imports, oldest first. */
  list(): readonly StoredImport[] {
    const sql = 'SELECT number, state FROM imports ORDER BY number';
    return this.#database.statements.all<Row>(sql).map((row) => this.#importOf(row));
  }

  /** Returns one import. Throws `notFound`. */
  get(id: string): StoredImport {
    const sql = 'SELECT number, state FROM imports WHERE CAST(number AS TEXT) = ?';
    const row = this.#database.statements.get(sql, id) as Row | undefined;
    if (row === undefined) throw new Failure('notFound', `Import ${id} not found`);
    return this.#importOf(row);
  }

  /** Stores a new import and assigns its id. */
  create(state: Omit<StoredImport, 'id'>): StoredImport {
    const sql = 'INSERT INTO imports (state) VALUES (?) RETURNING number, state';
    return this.#importOf(this.#database.statements.get(sql, JSON.stringify(state)) as Row);
  }

  save({ id, ...state }: StoredImport): void {
    const sql = 'UPDATE imports SET state = ? WHERE number = ?';
    this.#database.statements.run(sql, JSON.stringify(state), Number(id));
  }

  #importOf({ number, state }: Row): StoredImport {
    return { id: String(number), ...parseStored(this.#database.description, stateSchema, state) };
  }
}

const stateSchema = v.object({
  uri: v.string(),
  status: v.picklist(['InProgress', 'Completed', 'Failed', 'Cancelled']),
  createdAt: v.string(),
  finishedAt: v.exactOptional(v.string()),
  percentComplete: v.number(),
  recordsImported: v.number(),
  /** Rows skipped because the index cannot hold them. */
  recordsRefused: v.exactOptional(v.number()),
  /** Hidden files that match by name only and are skipped. */
  filesSkipped: v.exactOptional(v.array(v.string())),
  error: v.exactOptional(v.string()),
});

/** The stored state of an import of files into an index. Times are ISO 8601. */
export type StoredImport = { readonly id: string } & Readonly<v.InferOutput<typeof stateSchema>>;

type Row = { number: number; state: string };
