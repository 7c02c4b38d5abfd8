import { Failure } from '../../common/failure.ts';
import { defaultNamespace } from '../../model/vectorIndex.ts';
import type { IndexDatabase } from './indexDatabase.ts';

/** What is known of a namespace without reading its records. */
export type NamespaceDetails = {
  readonly name: string;
  readonly recordCount: number;
  readonly sizeBytes: number;
  /** The fields that its creation declared filterable, if it did. */
  readonly filterable?: readonly string[];
};

/** The default namespace, which is there without records too. */
export const emptyDefaultNamespace: NamespaceDetails = {
  name: defaultNamespace,
  recordCount: 0,
  sizeBytes: 0,
};

type Row = { name: string; recordCount: number; sizeBytes: number; filterable: string | null };

const columns = 'name, record_count AS recordCount, size_bytes AS sizeBytes, filterable';

/** The namespaces of an index: those with records, and those that were created by name. */
export class NamespaceTable {
  readonly #database: IndexDatabase;

  constructor(database: IndexDatabase) {
    this.#database = database;
  }

  /** In no order. */
  list(): readonly NamespaceDetails[] {
    const sql = `SELECT ${columns} FROM namespaces WHERE record_count > 0 OR is_kept`;
    return this.#database.statements.all<Row>(sql).map(detailsOf);
  }

  /** The fields that its creation declared filterable, if it did. */
  filterable(name: string): readonly string[] | undefined {
    const sql = `SELECT ${columns} FROM namespaces WHERE name = ?`;
    const row = this.#database.statements.get(sql, name) as Row | undefined;
    return row && detailsOf(row).filterable;
  }

  /** Makes it before it has records. Throws `conflict` where it is there. */
  create(name: string, filterable?: readonly string[]): void {
    const fields = filterable === undefined ? null : JSON.stringify(filterable);
    const sql = `INSERT INTO namespaces (name, lsn, record_count, is_kept, filterable)
      VALUES (?, 0, 0, 1, ?)
      ON CONFLICT (name) DO UPDATE SET is_kept = 1, filterable = excluded.filterable
      WHERE record_count = 0 AND NOT is_kept`;
    if (this.#database.statements.run(sql, name, fields) === 0)
      throw new Failure('conflict', `Namespace ${name} already exists`);
  }

  /** Takes it away with its records. Throws `notFound`. The counter of its writes goes on if it comes back. */
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
}

function detailsOf({ filterable, ...row }: Row): NamespaceDetails {
  return filterable === null
    ? row
    : { ...row, filterable: JSON.parse(filterable) as readonly string[] };
}
