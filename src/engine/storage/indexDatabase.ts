import type { DatabaseSync } from 'node:sqlite';
import type { Disposable } from '../../common/disposables.ts';
import { copyDatabase } from './copyDatabase.ts';
import { DeferredDeletions } from './deferredDeletions.ts';
import { FileIdentity } from './fileIdentity.ts';
import { describeIndexFile, indexDatabaseKind } from './indexSchema.ts';
import { LogFlush } from './logFlush.ts';
import { recordChecksum, RowChecksums, vectorChecksum, type WithChecksum } from './rowChecksums.ts';
import { ChangedRecords, type VectorRow } from './snapshots/changedRecords.ts';
import { SnapshotTable } from './snapshots/snapshotTable.ts';
import {
  damaged,
  inTransaction,
  selectNumber,
  openDatabase,
  type FileDescription,
} from './sqlite.ts';
import { StatementCache } from './statementCache.ts';

/**
 * The SQLite file of one index, the source of truth for its records. When a write returns, it is on disk, except for
 * `upsertUnflushed`.
 */
export class IndexDatabase implements Disposable {
  readonly #database: DatabaseSync;
  readonly #identities: readonly FileIdentity[];
  /** How error messages name the file. */
  readonly description: FileDescription;
  readonly #statements: StatementCache;
  readonly #log: LogFlush;
  readonly #checksums: RowChecksums;
  readonly snapshots: SnapshotTable;
  readonly changedRecords: ChangedRecords;
  readonly deferredDeletions: DeferredDeletions;
  /** Counts transactions, so that readers detect writes between two pages. */
  #transactionCount = 0;

  constructor(file: string, mode: 'create' | 'existing', indexName: string) {
    this.description = describeIndexFile(indexName);
    this.#database = openDatabase(file, mode, indexDatabaseKind(indexName));
    this.#identities = [file, `${file}-wal`].map((one) => new FileIdentity(one));
    this.#statements = new StatementCache(this.#database);
    this.#log = new LogFlush(this.#database, file);
    this.#checksums = new RowChecksums(indexName);
    this.snapshots = new SnapshotTable(this.#statements);
    this.changedRecords = new ChangedRecords(this.#statements, this.#checksums, this.snapshots);
    this.deferredDeletions = new DeferredDeletions(this.#statements, this.snapshots);
  }

  dispose(): void {
    if (this.#database.isOpen) this.#database.close();
  }

  /** Whether the file and its write-ahead log are still the ones that were opened. */
  hasSameFiles(): boolean {
    return this.#identities.every((identity) => identity.isSameFile());
  }

  /** The statement cache, for the tables that share this file. */
  get statements(): StatementCache {
    return this.#statements;
  }

  /** Runs `work` in a transaction. Inside another transaction it becomes part of that one. */
  transaction<T>(work: () => T): T {
    this.#transactionCount++;
    return this.#database.isTransaction ? work() : inTransaction(this.#database, work);
  }

  get isOpen(): boolean {
    return this.#database.isOpen;
  }

  /** Checkpoints the write-ahead log into the file. */
  writeBack(): void {
    this.#statements.get('PRAGMA wal_checkpoint(PASSIVE)');
  }

  /** When the file was created or last passed a full check. */
  checkedAtMs(): number {
    return selectNumber(this.#database, 'SELECT coalesce(max(checked_at), 0) FROM checks');
  }

  recordCheck(atMs: number): void {
    this.#statements.run('UPDATE checks SET checked_at = ?', atMs);
  }

  /** Copies the database to a new file while reads and writes continue. */
  async copyTo(file: string): Promise<void> {
    await copyDatabase(this.#database, file);
  }

  counts(): { recordCount: number; namespaceCount: number } {
    const sql = `SELECT count(*) AS namespaceCount, coalesce(sum(record_count), 0) AS recordCount
      FROM namespaces WHERE record_count > 0`;
    return this.#statements.get(sql) as { recordCount: number; namespaceCount: number };
  }

  namespace(name: string): NamespaceState | undefined {
    const sql = 'SELECT pk, name, lsn, record_count AS recordCount FROM namespaces WHERE name = ?';
    return this.#statements.get(sql, name) as NamespaceState | undefined;
  }

  namespaceByPk(pk: number): NamespaceState | undefined {
    const sql = 'SELECT pk, name, lsn, record_count AS recordCount FROM namespaces WHERE pk = ?';
    return this.#statements.get(sql, pk) as NamespaceState | undefined;
  }

  /** Writes all records or none. Creates the namespace if it is new. Returns `pks` in the order of the records. */
  upsert(namespaceName: string, records: Iterable<RecordRow>): { lsn: number; pks: number[] } {
    return this.transaction(() => {
      const namespace = this.#ensureNamespace(namespaceName);
      const change = { records: 0, sizeBytes: 0 };
      const pks: number[] = [];
      for (const record of records) pks.push(this.#write(namespace, record, change));
      const lsn = this.#advance(namespace, change);
      this.snapshots.recordChanges(namespace, pks, lsn);
      return { lsn, pks };
    });
  }

  /** Like `upsert`, but the records are on disk only after `flush`. Reads have them at once. */
  upsertUnflushed(
    namespaceName: string,
    records: Iterable<RecordRow>,
  ): { lsn: number; pks: number[] } {
    return this.#log.defer(() => this.upsert(namespaceName, records));
  }

  /** Resolves once all writes so far are on disk. Reads and writes go on meanwhile. */
  flush(): Promise<void> {
    return this.#log.flush();
  }

  /** Deletes records by id and ignores unknown ids. */
  delete(namespace: NamespaceState, ids: readonly string[]): { lsn: number } {
    return this.transaction(() => {
      const change = { records: 0, sizeBytes: 0 };
      const pks: number[] = [];
      for (const id of ids) {
        const known = this.#find(namespace.pk, id);
        if (known === undefined) continue;
        for (const table of ['records', 'vectors', 'sparse_vectors'])
          this.#statements.run(`DELETE FROM ${table} WHERE pk = ?`, known.pk);
        pks.push(known.pk);
        change.records--;
        change.sizeBytes -= known.sizeBytes;
      }
      const lsn = this.#advance(namespace.pk, change);
      this.snapshots.recordChanges(namespace.pk, pks, lsn);
      return { lsn };
    });
  }

  /** Replaces the metadata of existing records and keeps their vectors. */
  changeMetadata(namespace: NamespaceState, changes: readonly MetadataChange[]): { lsn: number } {
    return this.transaction(() => {
      const change = { records: 0, sizeBytes: 0 };
      for (const { pk, id, before, after } of changes) {
        this.#setMetadata(pk, id, after);
        change.sizeBytes += Buffer.byteLength(after) - Buffer.byteLength(before);
      }
      const lsn = this.#advance(namespace.pk, change);
      const pks = changes.map(({ pk }) => pk);
      this.snapshots.recordMetadataChanges(namespace.pk, pks, lsn);
      return { lsn };
    });
  }

  deleteAll({ pk }: NamespaceState): { lsn: number } {
    return this.transaction(() => {
      const sql = `UPDATE namespaces SET lsn = lsn + 1, record_count = 0, size_bytes = 0
        WHERE pk = ? RETURNING lsn`;
      const result = this.#statements.get(sql, pk) as { lsn: number };
      this.deferredDeletions.schedule(pk);
      return result;
    });
  }

  /** Returns a record's pk, or undefined if it does not exist. */
  numberOf(namespace: NamespaceState, id: string): number | undefined {
    const sql = 'SELECT pk FROM records WHERE namespace = ? AND id = ?';
    return (this.#statements.get(sql, namespace.pk, id) as { pk: number } | undefined)?.pk;
  }

  /** Returns an existing record with its vectors. */
  recordByPk(pk: number): RecordRow {
    const row = this.#statements.get(`${recordSql} WHERE pk = ?`, pk) as
      ChecksummedRecord | undefined;
    if (row === undefined) throw damaged(this.description);
    return this.#checked(row);
  }

  /** Returns an existing record's id and metadata. */
  metadataByPk(pk: number): Pick<RecordRow, 'id' | 'metadata'> {
    const row = this.findMetadata(pk);
    if (row === undefined) throw damaged(this.description);
    return row;
  }

  /** The same; undefined where the record is not there. */
  findMetadata(pk: number): Pick<RecordRow, 'id' | 'metadata'> | undefined {
    const sql = 'SELECT id, metadata, sum FROM records WHERE pk = ?';
    const row = this.#statements.get(sql, pk) as
      WithChecksum<Pick<RecordRow, 'id' | 'metadata'>> | undefined;
    if (row === undefined) return undefined;
    const { id, metadata, sum } = row;
    this.#checksums.record(id, metadata, sum);
    return { id, metadata };
  }

  /** Returns a record with its vectors, or undefined if it does not exist. */
  record(namespace: NamespaceState, id: string): RecordRow | undefined {
    const sql = `${recordSql} WHERE namespace = ? AND id = ?`;
    const row = this.#statements.get(sql, namespace.pk, id) as ChecksummedRecord | undefined;
    return row && this.#checked(row);
  }

  /** Returns the bytes of a record's dense vector, or null if it has none. */
  vector(pk: number): Uint8Array | null {
    const sql = 'SELECT value, sum FROM vectors WHERE pk = ?';
    const row = this.#statements.get(sql, pk) as WithChecksum<{ value: Uint8Array }> | undefined;
    if (row === undefined) return null;
    this.#checksums.vector(pk, row.value, row.sum);
    return row.value;
  }

  /** Returns ids after `after` that begin with `prefix`, in bytewise order. */
  ids(namespace: NamespaceState, prefix: string, after: string, limit: number): string[] {
    const sql = `SELECT id FROM records
      WHERE namespace = ? AND id > ? AND id >= ? AND id < ? ORDER BY id LIMIT ?`;
    // Ids are ASCII: all ids with the prefix sort before the prefix followed by a higher character.
    const end = `${prefix}\u{10FFFF}`;
    const rows = this.#statements.all<{ id: string }>(sql, namespace.pk, after, prefix, end, limit);
    return rows.map(({ id }) => id);
  }

  /** Returns dense vectors of the records after the id `after`, in bytewise order of the ids. */
  vectorsAfter(namespace: NamespaceState, after: string, limit: number): VectorRow[] {
    const sql = `SELECT pk, id, value, vectors.sum FROM records LEFT JOIN vectors USING (pk)
      WHERE namespace = ? AND id > ? ORDER BY id LIMIT ?`;
    const rows = this.#statements.all<WithChecksum<VectorRow>>(sql, namespace.pk, after, limit);
    for (const { pk, value, sum } of rows) this.#checksums.vector(pk, value, sum);
    return rows;
  }

  /** The highest number that a record has; records that are added later get higher ones. */
  get lastNumber(): number {
    const sql = 'SELECT coalesce(max(pk), 0) AS last FROM records';
    return (this.#statements.get(sql) as { last: number }).last;
  }

  /** Records of all namespaces behind a number, rising; one that was there and is replaced keeps its number. */
  recordsAfter(pk: number, limit: number): { pk: number; id: string; namespace: string }[] {
    const sql = `SELECT records.pk AS pk, id, name AS namespace
      FROM records NOT INDEXED JOIN namespaces ON namespaces.pk = namespace
      WHERE records.pk > ? ORDER BY records.pk LIMIT ?`;
    return this.#statements.all(sql, pk, limit);
  }

  /** Yields the sparse vectors of the records that have one, in bytewise order of the ids. */
  sparseVectors(
    namespace: NamespaceState,
  ): Generator<{ pk: number; id: string; value: Uint8Array }> {
    const sql = `SELECT pk, id, value, sparse_vectors.sum FROM records JOIN sparse_vectors USING (pk)
      WHERE namespace = ? AND id > ? ORDER BY id LIMIT ?`;
    type Row = { pk: number; id: string; value: Uint8Array };
    return this.#byId<Row>(sql, namespace, '', ({ pk, value, sum }) =>
      this.#checksums.vector(pk, value, sum),
    );
  }

  /** Yields metadata of the records after the id `after`, in bytewise order. */
  metadataOf(
    namespace: NamespaceState,
    after = '',
  ): Generator<{ pk: number; id: string; metadata: string }> {
    const sql = `SELECT pk, id, metadata, sum FROM records
      WHERE namespace = ? AND id > ? ORDER BY id LIMIT ?`;
    type Row = { pk: number; id: string; metadata: string };
    return this.#byId<Row>(sql, namespace, after, ({ id, metadata, sum }) =>
      this.#checksums.record(id, metadata, sum),
    );
  }

  /** Yields all rows, read page by page. Writes may happen between rows; each row is current when it is yielded. */
  *#byId<T extends { readonly id: string }>(
    sql: string,
    namespace: NamespaceState,
    after: string,
    check: (row: WithChecksum<T>) => void,
  ): Generator<T> {
    // An emptied namespace continues under another pk.
    while (this.namespaceByPk(namespace.pk) !== undefined) {
      const countBefore = this.#transactionCount;
      const rows = this.#statements.all<WithChecksum<T>>(sql, namespace.pk, after, pageRows);
      for (const row of rows) {
        check(row);
        yield row;
        after = row.id;
        if (countBefore !== this.#transactionCount) break;
      }
      if (countBefore === this.#transactionCount && rows.length < pageRows) return;
    }
  }

  #write(
    namespace: number,
    { id, metadata, value, sparse }: RecordRow,
    change: { records: number; sizeBytes: number },
  ): number {
    const known = this.#find(namespace, id);
    const pk = known?.pk ?? this.#insert(namespace, id, metadata);
    if (known === undefined) change.records++;
    else this.#setMetadata(pk, id, metadata);
    this.#writePart('vectors', pk, value, known !== undefined);
    this.#writePart('sparse_vectors', pk, sparse, known !== undefined);
    const sizeBytes = id.length + Buffer.byteLength(metadata) + lengthOf(value) + lengthOf(sparse);
    change.sizeBytes += sizeBytes - (known?.sizeBytes ?? 0);
    return pk;
  }

  #insert(namespace: number, id: string, metadata: string): number {
    const sql =
      'INSERT INTO records (namespace, id, metadata, sum) VALUES (?, ?, ?, ?) RETURNING pk';
    const sum = recordChecksum(id, metadata);
    return (this.#statements.get(sql, namespace, id, metadata, sum) as { pk: number }).pk;
  }

  #setMetadata(pk: number, id: string, metadata: string): void {
    const sql = 'UPDATE records SET metadata = ?, sum = ? WHERE pk = ?';
    this.#statements.run(sql, metadata, recordChecksum(id, metadata), pk);
  }

  #checked({
    pk,
    id,
    metadata,
    sum,
    value,
    valueSum,
    sparse,
    sparseSum,
  }: ChecksummedRecord): RecordRow {
    this.#checksums.record(id, metadata, sum);
    this.#checksums.vector(pk, value, valueSum);
    this.#checksums.vector(pk, sparse, sparseSum);
    return { id, metadata, value, sparse };
  }

  #writePart(
    table: 'vectors' | 'sparse_vectors',
    pk: number,
    value: Uint8Array | null,
    mayBeThere: boolean,
  ): void {
    if (value !== null) {
      const sql = `INSERT OR REPLACE INTO ${table} (pk, value, sum) VALUES (?, ?, ?)`;
      this.#statements.run(sql, pk, value, vectorChecksum(pk, value));
    } else if (mayBeThere) this.#statements.run(`DELETE FROM ${table} WHERE pk = ?`, pk);
  }

  #find(namespace: number, id: string): Found | undefined {
    const sql = `SELECT pk, octet_length(id) + octet_length(metadata)
        + coalesce(octet_length(vectors.value), 0)
        + coalesce(octet_length(sparse_vectors.value), 0) AS sizeBytes
      FROM records LEFT JOIN vectors USING (pk) LEFT JOIN sparse_vectors USING (pk)
      WHERE namespace = ? AND id = ?`;
    return this.#statements.get(sql, namespace, id) as Found | undefined;
  }

  #ensureNamespace(name: string): number {
    const known = this.namespace(name);
    if (known !== undefined) return known.pk;
    const sql = 'INSERT INTO namespaces (name, lsn, record_count) VALUES (?, 0, 0) RETURNING pk';
    return (this.#statements.get(sql, name) as { pk: number }).pk;
  }

  #advance(namespace: number, change: { records: number; sizeBytes: number }): number {
    const sql = `UPDATE namespaces
      SET lsn = lsn + 1, record_count = record_count + ?, size_bytes = size_bytes + ?
      WHERE pk = ? RETURNING lsn`;
    const { records, sizeBytes } = change;
    return (this.#statements.get(sql, records, sizeBytes, namespace) as { lsn: number }).lsn;
  }
}

/** A namespace's row. `lsn` counts its writes. */
export type NamespaceState = {
  readonly pk: number;
  readonly name: string;
  readonly lsn: number;
  readonly recordCount: number;
};

/**
 * A record's row. `metadata` is JSON, `value` holds little-endian float32 numbers, `sparse` the bytes of
 * `encodeSparse`. Absent parts are null.
 */
export type RecordRow = {
  readonly id: string;
  readonly metadata: string;
  readonly value: Uint8Array | null;
  readonly sparse: Uint8Array | null;
};

/** A change of one record's metadata, with the JSON before and after. */
export type MetadataChange = {
  readonly pk: number;
  readonly id: string;
  readonly before: string;
  readonly after: string;
};

/** Rows read in one statement: a few milliseconds. */
const pageRows = 200;

type Found = { readonly pk: number; readonly sizeBytes: number };

const recordSql = `SELECT pk, id, metadata, records.sum, vectors.value, vectors.sum AS valueSum,
    sparse_vectors.value AS sparse, sparse_vectors.sum AS sparseSum
  FROM records LEFT JOIN vectors USING (pk) LEFT JOIN sparse_vectors USING (pk)`;

type ChecksummedRecord = WithChecksum<RecordRow> & {
  readonly pk: number;
  readonly valueSum: number | null;
  readonly sparseSum: number | null;
};

function lengthOf(bytes: Uint8Array | null): number {
  return bytes?.byteLength ?? 0;
}
