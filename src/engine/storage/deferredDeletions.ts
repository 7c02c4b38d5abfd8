import type { SnapshotTable } from './snapshotTable.ts';
import type { StatementCache } from './statementCache.ts';

/** Deleted at once: some milliseconds. */
const batchRecords = 500;

/**
 * Records of namespaces that were emptied. Nobody can see them any more, since the namespace goes on under another number;
 * they are taken away little by little, also after a crash.
 */
export class DeferredDeletions {
  readonly #statements: StatementCache;
  readonly #snapshots: SnapshotTable;

  constructor(statements: StatementCache, snapshots: SnapshotTable) {
    this.#statements = statements;
    this.#snapshots = snapshots;
  }

  /** Takes all records away from a namespace, as a part of a transaction that also counts them. */
  schedule(namespace: number): void {
    this.#snapshots.delete(namespace);
    this.#statements.run('INSERT INTO emptied_namespaces (namespace) VALUES (?)', namespace);
    // Behind every number that was emptied: rows of namespaces stay.
    const sql = 'UPDATE namespaces SET pk = (SELECT max(pk) + 1 FROM namespaces) WHERE pk = ?';
    this.#statements.run(sql, namespace);
  }

  /** Deletes some of the records, as a transaction. False where there are none. */
  deleteBatch(): boolean {
    const find = 'SELECT namespace FROM emptied_namespaces LIMIT 1';
    const found = this.#statements.get(find) as { namespace: number } | undefined;
    if (found === undefined) return false;
    const some = 'SELECT pk FROM records WHERE namespace = ? ORDER BY id LIMIT ?';
    const deleteFrom = (table: string): number => {
      const sql = `DELETE FROM ${table} WHERE pk IN (${some})`;
      return this.#statements.run(sql, found.namespace, batchRecords);
    };
    deleteFrom('vectors');
    deleteFrom('sparse_vectors');
    if (deleteFrom('records') < batchRecords)
      this.#statements.run('DELETE FROM emptied_namespaces WHERE namespace = ?', found.namespace);
    return true;
  }
}
