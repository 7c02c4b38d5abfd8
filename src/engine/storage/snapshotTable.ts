import type { StatementCache } from './statementCache.ts';

/** A namespace's vectors as a cache on disk holds them: those of the moment of `lsn`. */
export type Snapshot = {
  /** Names its files; no other snapshot has it. */
  readonly token: string;
  readonly lsn: number;
  /** The highest number of a record at that moment. */
  readonly lastPk: number;
};

/**
 * Which caches on disk belong to the file of an index, and which records have been written since: those with numbers up
 * to a snapshot's last one are noted, those behind it are new. A cache that is not named here is not to be trusted.
 */
export class SnapshotTable {
  readonly #statements: StatementCache;
  /** By namespace: the highest number that a snapshot, also one that is still being written, can hold. */
  readonly #trackedUpTo = new Map<number, number>();

  constructor(statements: StatementCache) {
    this.#statements = statements;
  }

  find(namespace: number): Snapshot | undefined {
    const sql = 'SELECT token, lsn, last_pk AS lastPk FROM snapshots WHERE namespace = ?';
    return this.#statements.get(sql, namespace) as Snapshot | undefined;
  }

  /** Of all namespaces. */
  all(): readonly { readonly namespace: number; readonly token: string }[] {
    return this.#statements.all('SELECT namespace, token FROM snapshots');
  }

  /** From now on what is written to the namespace's records is noted. The highest number that a record has. */
  begin(namespace: number): number {
    const sql = 'SELECT coalesce(max(pk), 0) AS lastPk FROM records';
    const { lastPk } = this.#statements.get(sql) as { lastPk: number };
    this.#trackedUpTo.set(namespace, Math.max(lastPk, this.#trackedLimit(namespace)));
    return lastPk;
  }

  /**
   * Makes a snapshot that `begin` began the namespace's own, as a part of a transaction. False where not everything that
   * was written since has been noted, because the namespace was emptied.
   */
  commit(namespace: number, { token, lsn, lastPk }: Snapshot): boolean {
    if (this.#trackedLimit(namespace) < lastPk) return false;
    const sql =
      'INSERT OR REPLACE INTO snapshots (namespace, token, lsn, last_pk) VALUES (?, ?, ?, ?)';
    this.#statements.run(sql, namespace, token, lsn, lastPk);
    this.#statements.run('DELETE FROM changes WHERE namespace = ? AND lsn <= ?', namespace, lsn);
    return true;
  }

  /** Records have been written or deleted by the write that made the counter `lsn`, as a part of its transaction. */
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

  /** Numbers of records that were noted after the snapshot was made; they may hold other records now, or none. */
  changedSince(namespace: number, { lsn }: Snapshot): number[] {
    const sql = 'SELECT pk FROM changes WHERE namespace = ? AND lsn > ?';
    return this.#statements.all<{ pk: number }>(sql, namespace, lsn).map(({ pk }) => pk);
  }

  /** The namespace has no records any more, as a part of the transaction that empties it. */
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
