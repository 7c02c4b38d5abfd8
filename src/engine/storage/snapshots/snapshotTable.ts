import type { StatementCache } from '../statementCache.ts';

/**
 * The table of valid snapshots and of the records written since. A snapshot that this table does not list is invalid.
 * Changes are recorded for pks up to the snapshots' `lastPk`; records with higher pks are new.
 */
export class SnapshotTable {
  readonly #statements: StatementCache;
  /** By namespace. An entry is removed when a snapshot begins or ends. */
  readonly #limits = new Map<number, Limits>();
  /** By namespace and part. */
  readonly #pending = new Map<number, Map<SnapshotPart, Pending>>();

  constructor(statements: StatementCache) {
    this.#statements = statements;
  }

  find(namespace: number, part: SnapshotPart): Snapshot | undefined {
    const sql =
      'SELECT token, lsn, last_pk AS lastPk FROM snapshots WHERE namespace = ? AND part = ?';
    return this.#statements.get(sql, namespace, part) as Snapshot | undefined;
  }

  /** Returns the snapshots of all namespaces. */
  all(): readonly { readonly namespace: number; readonly token: string }[] {
    return this.#statements.all('SELECT namespace, token FROM snapshots');
  }

  /**
   * Starts recording changes for a new snapshot of the part, as it is at `lsn`. Returns the highest record pk. End it with
   * `commit` or `abandon`.
   */
  begin(namespace: number, part: SnapshotPart, lsn: number): number {
    const sql = 'SELECT coalesce(max(pk), 0) AS lastPk FROM records';
    const { lastPk } = this.#statements.get(sql) as { lastPk: number };
    const pending = this.#pending.get(namespace) ?? new Map<SnapshotPart, Pending>();
    this.#pending.set(namespace, pending.set(part, { lsn, lastPk }));
    this.#limits.delete(namespace);
    return lastPk;
  }

  /**
   * Makes a finished snapshot the part's valid one, inside the caller's transaction. Returns false if changes since `begin`
   * are incomplete because the namespace was emptied.
   */
  commit(namespace: number, part: SnapshotPart, { token, lsn, lastPk }: Snapshot): boolean {
    if (this.#pending.get(namespace)?.has(part) !== true) return false;
    const sql = `INSERT OR REPLACE INTO snapshots (namespace, part, token, lsn, last_pk)
      VALUES (?, ?, ?, ?, ?)`;
    this.#statements.run(sql, namespace, part, token, lsn, lastPk);
    const oldest = Math.min(this.#oldestLsn(namespace), lsn);
    this.#statements.run('DELETE FROM changes WHERE namespace = ? AND lsn <= ?', namespace, oldest);
    return true;
  }

  /** Ends a snapshot in progress, finished or not. Outside of transactions. */
  end(namespace: number, part: SnapshotPart): void {
    this.#pending.get(namespace)?.delete(part);
    this.#limits.delete(namespace);
  }

  /** Records which records the write with counter `lsn` changed, inside its transaction. */
  recordChanges(namespace: number, pks: readonly number[], lsn: number): void {
    const { vectors, metadata } = this.#limitsOf(namespace);
    const sql =
      'INSERT OR REPLACE INTO changes (namespace, pk, lsn, vectors_lsn) VALUES (?, ?, ?, ?)';
    for (const pk of pks)
      if (pk <= vectors || pk <= metadata) this.#statements.run(sql, namespace, pk, lsn, lsn);
  }

  /** Like `recordChanges`, for a write that left the vectors as they were. */
  recordMetadataChanges(namespace: number, pks: readonly number[], lsn: number): void {
    const { metadata } = this.#limitsOf(namespace);
    const sql = `INSERT INTO changes (namespace, pk, lsn, vectors_lsn) VALUES (?, ?, ?, 0)
      ON CONFLICT (namespace, pk) DO UPDATE SET lsn = excluded.lsn`;
    for (const pk of pks) if (pk <= metadata) this.#statements.run(sql, namespace, pk, lsn);
  }

  /** Returns the pks whose records changed for this part after the snapshot. They may differ or no longer exist. */
  changedSince(namespace: number, part: SnapshotPart, { lsn }: Snapshot): number[] {
    const column = partsOfMetadata.has(part) ? 'lsn' : 'vectors_lsn';
    const sql = `SELECT pk FROM changes WHERE namespace = ? AND ${column} > ?`;
    return this.#statements.all<{ pk: number }>(sql, namespace, lsn).map(({ pk }) => pk);
  }

  /** Deletes the namespace's snapshots and changes, inside the transaction that empties it. */
  delete(namespace: number): void {
    for (const table of ['snapshots', 'changes'])
      this.#statements.run(`DELETE FROM ${table} WHERE namespace = ?`, namespace);
    this.#pending.delete(namespace);
    this.#limits.delete(namespace);
  }

  /** The lowest counter of the namespace's snapshots, finished or in progress. */
  #oldestLsn(namespace: number): number {
    const pending = this.#pending.get(namespace)?.values() ?? [];
    const stored = this.#stored(namespace);
    return Math.min(...[...pending, ...stored].map(({ lsn }) => lsn));
  }

  #limitsOf(namespace: number): Limits {
    const known = this.#limits.get(namespace);
    if (known !== undefined) return known;
    const pending = [...(this.#pending.get(namespace) ?? [])];
    const all = [
      ...pending.map(([part, { lastPk }]) => ({ part, lastPk })),
      ...this.#stored(namespace),
    ];
    const limitOf = (hasMetadata: boolean): number =>
      Math.max(
        0,
        ...all
          .filter(({ part }) => partsOfMetadata.has(part) === hasMetadata)
          .map(({ lastPk }) => lastPk),
      );
    const limits = { vectors: limitOf(false), metadata: limitOf(true) };
    this.#limits.set(namespace, limits);
    return limits;
  }

  #stored(namespace: number): { part: SnapshotPart; lsn: number; lastPk: number }[] {
    const sql = 'SELECT part, lsn, last_pk AS lastPk FROM snapshots WHERE namespace = ?';
    return this.#statements.all(sql, namespace);
  }
}

/** The parts of a namespace in memory that have snapshots of their own. */
export type SnapshotPart = 'dense' | 'sparse' | 'texts' | 'columns';

/** A snapshot on disk: the state of a part of a namespace at `lsn`. */
export type Snapshot = {
  /** Names the snapshot's files. Unique to this snapshot. */
  readonly token: string;
  readonly lsn: number;
  /** The highest record pk in the snapshot. */
  readonly lastPk: number;
};

/** The parts that hold metadata. Changes of metadata alone are recorded for these only. */
const partsOfMetadata: ReadonlySet<SnapshotPart> = new Set(['texts', 'columns']);

/** The highest pks that a snapshot of each kind, finished or in progress, can hold. */
type Limits = { readonly vectors: number; readonly metadata: number };

/** A snapshot in progress. */
type Pending = Pick<Snapshot, 'lsn' | 'lastPk'>;
