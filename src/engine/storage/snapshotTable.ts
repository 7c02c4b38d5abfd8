import type { StatementCache } from './statementCache.ts';

/** A vector snapshot on disk: the state of a namespace's vectors at `lsn`. */
export type Snapshot = {
  /** Names the snapshot's files. Unique to this snapshot. */
  readonly token: string;
  readonly lsn: number;
  /** The highest record pk in the snapshot. */
  readonly lastPk: number;
};

/**
 * The table of valid vector snapshots and of the records written since. A snapshot that this table does not list is
 * invalid. Changes are recorded for pks up to the snapshot's `lastPk`; records with higher pks are new.
 */
export class SnapshotTable {
  readonly #statements: StatementCache;
  /** By namespace: the highest pk that a snapshot, finished or in progress, can hold. */
  readonly #trackedUpTo = new Map<number, number>();

  constructor(statements: StatementCache) {
    this.#statements = statements;
  }

  find(namespace: number): Snapshot | undefined {
    const sql = 'SELECT token, lsn, last_pk AS lastPk FROM snapshots WHERE namespace = ?';
    return this.#statements.get(sql, namespace) as Snapshot | undefined;
  }

  /** Returns the snapshots of all namespaces. */
  all(): readonly { readonly namespace: number; readonly token: string }[] {
    return this.#statements.all('SELECT namespace, token FROM snapshots');
  }

  /** Starts recording changes for a new snapshot of the namespace. Returns the highest record pk. */
  begin(namespace: number): number {
    const sql = 'SELECT coalesce(max(pk), 0) AS lastPk FROM records';
    const { lastPk } = this.#statements.get(sql) as { lastPk: number };
    this.#trackedUpTo.set(namespace, Math.max(lastPk, this.#trackedLimit(namespace)));
    return lastPk;
  }

  /**
   * Makes a finished snapshot the namespace's valid one, inside the caller's transaction. Returns false if changes
   * since `begin` are incomplete because the namespace was emptied.
   */
  commit(namespace: number, { token, lsn, lastPk }: Snapshot): boolean {
    if (this.#trackedLimit(namespace) < lastPk) return false;
    const sql =
      'INSERT OR REPLACE INTO snapshots (namespace, token, lsn, last_pk) VALUES (?, ?, ?, ?)';
    this.#statements.run(sql, namespace, token, lsn, lastPk);
    this.#statements.run('DELETE FROM changes WHERE namespace = ? AND lsn <= ?', namespace, lsn);
    return true;
  }

  /** Records which records the write with counter `lsn` changed, inside its transaction. */
  recordChanges(namespace: number, pks: readonly number[], lsn: number): void {
    const limit = this.#trackedLimit(namespace);
    for (const pk of pks)
      if (pk <= limit)
        this.#statements.run(
          'INSERT OR REPLACE INTO changes (namespace, pk, lsn) VALUES (?, ?, ?)',
          namespace,
          pk,
          lsn,
        );
  }

  /** Returns the pks changed after the snapshot. Their records may differ or no longer exist. */
  changedSince(namespace: number, { lsn }: Snapshot): number[] {
    const sql = 'SELECT pk FROM changes WHERE namespace = ? AND lsn > ?';
    return this.#statements.all<{ pk: number }>(sql, namespace, lsn).map(({ pk }) => pk);
  }

  /** Deletes the namespace's snapshot and changes, inside the transaction that empties it. */
  delete(namespace: number): void {
    for (const table of ['snapshots', 'changes'])
      this.#statements.run(`DELETE FROM ${table} WHERE namespace = ?`, namespace);
    this.#trackedUpTo.delete(namespace);
  }

  #trackedLimit(namespace: number): number {
    const limit = this.#trackedUpTo.get(namespace) ?? this.find(namespace)?.lastPk ?? 0;
    this.#trackedUpTo.set(namespace, limit);
    return limit;
  }
}
