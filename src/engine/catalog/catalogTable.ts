import type { DatabaseSync } from 'node:sqlite';
import { catalogKind } from './catalogSchema.ts';
import { parseListed } from './definition.ts';
import { withSqliteErrors } from '../storage/sqlite.ts';

/** A table of the catalog that stores JSON documents by id: backups or restore jobs. */
export class CatalogTable<T extends { readonly id: string }> {
  readonly #database: DatabaseSync;
  readonly #table: 'backups' | 'restore_jobs';
  readonly #write: (work: () => void) => void;

  /** The caller owns the database and passes the function that runs writes. */
  constructor(
    database: DatabaseSync,
    table: 'backups' | 'restore_jobs',
    write: (work: () => void) => void,
  ) {
    this.#database = database;
    this.#table = table;
    this.#write = write;
  }

  /** Returns all documents in the order of their creation. */
  list(): readonly T[] {
    const sql = `SELECT id, document FROM ${this.#table} ORDER BY number`;
    const rows = withSqliteErrors(catalogKind, () => this.#database.prepare(sql).all());
    return rows.map((row) => parseListed(String(row['document']), String(row['id'])) as T);
  }

  /** Adds a document, or replaces the one with its id. */
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
