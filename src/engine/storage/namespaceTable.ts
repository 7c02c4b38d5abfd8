import * as v from 'valibot';
import { Failure } from '../../common/failure.ts';
import { defaultNamespace } from '../../model/vectorIndex.ts';
import type { IndexDatabase } from './indexDatabase.ts';
import { parseStored } from './sqlite.ts';

/** The table of an index's namespaces: those with records and those created by name. */
export class NamespaceTable {
  readonly #database: IndexDatabase;

  constructor(database: IndexDatabase) {
    this.#database = database;
  }

  /** Returns all namespaces in no particular order. */
  list(): readonly NamespaceDetails[] {
    const sql = `SELECT ${columns} FROM namespaces WHERE record_count > 0 OR is_kept`;
    return this.#database.statements.all<Row>(sql).map((row) => this.#detailsOf(row));
  }

  /** Returns the metadata fields declared filterable when the namespace was created, or undefined. */
  filterable(name: string): readonly string[] | undefined {
    const sql = `SELECT ${columns} FROM namespaces WHERE name = ?`;
    const row = this.#database.statements.get(sql, name) as Row | undefined;
    return row && this.#detailsOf(row).filterable;
  }

  /** Creates an empty namespace. Throws `conflict` if it exists. */
  create(name: string, filterable?: readonly string[]): void {
    const fields = filterable === undefined ? null : JSON.stringify(filterable);
    const sql = `INSERT INTO namespaces (name, lsn, record_count, is_kept, filterable)
      VALUES (?, 0, 0, 1, ?)
      ON CONFLICT (name) DO UPDATE SET is_kept = 1, filterable = excluded.filterable
      WHERE record_count = 0 AND NOT is_kept`;
    if (this.#database.statements.run(sql, name, fields) === 0)
      throw new Failure('conflict', `Namespace ${name} already exists`);
  }

  /**
   * Deletes a namespace and its records. Throws `notFound`. The write counter continues if the namespace is created
   * again.
   */
  delete(name: string): void {
    this.#database.transaction(() => {
      const { statements } = this.#database;
      const sql = `UPDATE namespaces
        SET lsn = lsn + 1, record_count = 0, size_bytes = 0, is_kept = 0, filterable = NULL
        WHERE name = ? AND (record_count > 0 OR is_kept) RETURNING pk`;
      const row = statements.get(sql, name) as { pk: number } | undefined;
      if (row === undefined) throw new Failure('notFound', `Namespace ${name} not found`);
      this.#database.deferredDeletions.schedule(row.pk);
    });
  }

  #detailsOf({ filterable, ...row }: Row): NamespaceDetails {
    if (filterable === null) return row;
    const { description } = this.#database;
    return { ...row, filterable: parseStored(description, fieldNames, filterable) };
  }
}

/** The facts about a namespace that need no record reads. */
export type NamespaceDetails = {
  readonly name: string;
  readonly recordCount: number;
  readonly sizeBytes: number;
  /** The metadata fields declared filterable when the namespace was created. Absent if none were declared. */
  readonly filterable?: readonly string[];
};

/** The details of the default namespace while it has no records. It always exists. */
export const emptyDefaultNamespace: NamespaceDetails = {
  name: defaultNamespace,
  recordCount: 0,
  sizeBytes: 0,
};

type Row = { name: string; recordCount: number; sizeBytes: number; filterable: string | null };

const columns = 'name, record_count AS recordCount, size_bytes AS sizeBytes, filterable';

const fieldNames = v.array(v.string());
