import type { DatabaseSync } from 'node:sqlite';
import { catalogKind } from './catalogSchema.ts';
import { withSqliteErrors } from '../storage/sqlite.ts';

/** What the catalog keeps beside indexes, each under its id, as JSON. */
export class CatalogTable<T extends { readonly id: string }> {
  readonly #database: DatabaseSync;
  readonly #table: 'backups' | 'restore_jobs';
  readonly #write: (work: () => void) => void;

  /** The database stays the catalog's, which also says how it is written. */
  constructor(
    database: DatabaseSync,
    table: 'backups' | 'restore_jobs',
    write: (work: () => void) => void,
  ) {
    this.#database = database;
    this.#table = table;
    this.#write = write;
  }

  /** In the order in which they were put first. */
  list(): readonly T[] {
    const sql = `SELECT document FROM ${this.#table} ORDER BY number`;
    const rows = withSqliteErrors(catalogKind, () => this.#database.prepare(sql).all());
    return rows.map((row) => JSON.parse(String(row['document'])) as T);
  }

  /** Adds one, or takes the place of the one with its id. */
  put(item: T): void {
    const sql = `INSERT INTO ${this.#table} (id, document) VALUES (?, ?)
      ON CONFLICT (id) DO UPDATE SET document = excluded.document`;
    this.#write(() => this.#database.prepare(sql).run(item.id, JSON.stringify(item)));
  }

  remove(id: string): void {
    const sql = `DELETE FROM ${this.#table} WHERE id = ?`;
    this.#write(() => this.#database.prepare(sql).run(id));
  }
}
