import type { SnapshotTable } from './snapshots/snapshotTable.ts';
import type { StatementCache } from './statementCache.ts';

/**
 * Deletes the records of emptied namespaces in small batches, also after a crash. The records are invisible
 * already, because the namespace continues under another pk.
 */
export class DeferredDeletions {
  readonly #statements: StatementCache;
  readonly #snapshots: SnapshotTable;

  constructor(statements: StatementCache, snapshots: SnapshotTable) {
    this.#statements = statements;
    this.#snapshots = snapshots;
  }

  /** Detaches all records from a namespace and schedules them for deletion, inside the caller's transaction. */
  schedule(namespace: number): void {
    this.#snapshots.delete(namespace);
    this.#statements.run('INSERT INTO emptied_namespaces (namespace) VALUES (?)', namespace);
    // Above all pks of emptied namespaces: rows of namespaces are never deleted.
    const sql = 'UPDATE namespaces SET pk = (SELECT max(pk) + 1 FROM namespaces) WHERE pk = ?';
    this.#statements.run(sql, namespace);
  }

  /** Deletes one batch inside a transaction. Returns false if nothing is left. */
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

/** Records deleted in one transaction: a few milliseconds. */
const batchRecords = 500;
