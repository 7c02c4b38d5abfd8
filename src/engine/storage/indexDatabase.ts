import type { DatabaseSync } from 'node:sqlite';
import type { Disposable } from '../../common/disposables.ts';
import { copyDatabase } from './copyDatabase.ts';
import { DeferredDeletions } from './deferredDeletions.ts';
import { FileIdentity } from './fileIdentity.ts';
import { describeIndexFile, indexDatabaseKind } from './indexSchema.ts';
import { recordChecksum, RowChecksums, vectorChecksum, type WithChecksum } from './rowChecksums.ts';
import { SnapshotTable } from './snapshotTable.ts';
import { damaged, inTransaction, selectNumber, openDatabase } from './sqlite.ts';
import { StatementCache } from './statementCache.ts';

/** A namespace as it is on disk. `lsn` counts its writes. */
export type NamespaceState = {
  readonly pk: number;
  readonly name: string;
  readonly lsn: number;
  readonly recordCount: number;
};

/**
 * A record as it is on disk: `metadata` is JSON, `value` the bytes of float32 numbers, little end first, `sparse` those
 * of `encodeSparse`. What a record lacks is null.
 */
export type RecordRow = {
  readonly id: string;
  readonly metadata: string;
  readonly value: Uint8Array | null;
  readonly sparse: Uint8Array | null;
};

/** A record's metadata as JSON, before and after a change of it alone. */
export type MetadataChange = {
  readonly pk: number;
  readonly id: string;
  readonly before: string;
  readonly after: string;
};

/** A record's dense vector; null where it has none. */
export type VectorRow = {
  readonly pk: number;
  readonly id: string;
  readonly value: Uint8Array | null;
};

/** Read at once: a few hundred records take some milliseconds. */
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

/** The file of one index: the truth about its records. Writes have reached the disk when they return. */
export class IndexDatabase implements Disposable {
  readonly #database: DatabaseSync;
  readonly #identities: readonly FileIdentity[];
  readonly #indexName: string;
  readonly #statements: StatementCache;
  readonly #checksums: RowChecksums;
  readonly snapshots: SnapshotTable;
  readonly deferredDeletions: DeferredDeletions;
  /** Counts transactions: what was read before the last one may not be so any more. */
  #transactionCount = 0;

  constructor(file: string, mode: 'create' | 'existing', indexName: string) {
    this.#indexName = indexName;
    this.#database = openDatabase(file, mode, indexDatabaseKind(indexName));
    this.#identities = [file, `${file}-wal`].map((one) => new FileIdentity(one));
    this.#statements = new StatementCache(this.#database);
    this.#checksums = new RowChecksums(indexName);
    this.snapshots = new SnapshotTable(this.#statements);
    this.deferredDeletions = new DeferredDeletions(this.#statements, this.snapshots);
  }

  dispose(): void {
    if (this.#database.isOpen) this.#database.close();
  }

  /** Whether its file and its log are still where they were opened, and the same. */
  hasSameFiles(): boolean {
    return this.#identities.every((identity) => identity.isSameFile());
  }

  /** For the other tables of the file. */
  get statements(): StatementCache {
    return this.#statements;
  }

  /** Within another one it is a part of that. */
  transaction<T>(work: () => T): T {
    this.#transactionCount++;
    return this.#database.isTransaction ? work() : inTransaction(this.#database, work);
  }

  get isOpen(): boolean {
    return this.#database.isOpen;
  }

  /** Brings the file up to date with its log. */
  writeBack(): void {
    this.#statements.get('PRAGMA wal_checkpoint(PASSIVE)');
  }

  /** When the whole file was last found to be well, or made. */
  checkedAtMs(): number {
    return selectNumber(this.#database, 'SELECT coalesce(max(checked_at), 0) FROM checks');
  }

  noteCheck(atMs: number): void {
    this.#statements.run('UPDATE checks SET checked_at = ?', atMs);
  }

  /** Writes all of it to a new file, while it can be read and written. */
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

  /** Writes all records or none, and makes the namespace where it is new; `pks` are in the order of the records. */
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

  /** Deletes those that are there; ids that are not do no harm. */
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

  /** Gives records that are there other metadata, and leaves their vectors as they are. */
  changeMetadata(namespace: NamespaceState, changes: readonly MetadataChange[]): { lsn: number } {
    return this.transaction(() => {
      const change = { records: 0, sizeBytes: 0 };
      for (const { pk, id, before, after } of changes) {
        this.#setMetadata(pk, id, after);
        change.sizeBytes += Buffer.byteLength(after) - Buffer.byteLength(before);
      }
      return { lsn: this.#advance(namespace.pk, change) };
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

  /** The number of a record, if it is there. */
  numberOf(namespace: NamespaceState, id: string): number | undefined {
    const sql = 'SELECT pk FROM records WHERE namespace = ? AND id = ?';
    return (this.#statements.get(sql, namespace.pk, id) as { pk: number } | undefined)?.pk;
  }

  /** A record that is known to be there, by its number. */
  recordByPk(pk: number): RecordRow {
    const row = this.#statements.get(`${recordSql} WHERE pk = ?`, pk) as
      ChecksummedRecord | undefined;
    if (row === undefined) throw damaged(describeIndexFile(this.#indexName));
    return this.#checked(row);
  }

  /** The same without its vectors. */
  metadataByPk(pk: number): Pick<RecordRow, 'id' | 'metadata'> {
    const row = this.findMetadata(pk);
    if (row === undefined) throw damaged(describeIndexFile(this.#indexName));
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

  /** The record with its vectors, if it is there. */
  record(namespace: NamespaceState, id: string): RecordRow | undefined {
    const sql = `${recordSql} WHERE namespace = ? AND id = ?`;
    const row = this.#statements.get(sql, namespace.pk, id) as ChecksummedRecord | undefined;
    return row && this.#checked(row);
  }

  /** Bytes of a record's dense vector, if it has one. */
  vector(pk: number): Uint8Array | null {
    const sql = 'SELECT value, sum FROM vectors WHERE pk = ?';
    const row = this.#statements.get(sql, pk) as WithChecksum<{ value: Uint8Array }> | undefined;
    if (row === undefined) return null;
    this.#checksums.vector(pk, row.value, row.sum);
    return row.value;
  }

  /** Ids after `after` that begin with `prefix`, in bytewise order. */
  ids(namespace: NamespaceState, prefix: string, after: string, limit: number): string[] {
    const sql = `SELECT id FROM records
      WHERE namespace = ? AND id > ? AND id >= ? AND id < ? ORDER BY id LIMIT ?`;
    // Ids are ASCII: what begins with the prefix sorts before the prefix and any higher character.
    const end = `${prefix}\u{10FFFF}`;
    const rows = this.#statements.all<{ id: string }>(sql, namespace.pk, after, prefix, end, limit);
    return rows.map(({ id }) => id);
  }

  /** Dense vectors of the records behind the id `after`, null where they have none; in bytewise order of the ids. */
  vectorsAfter(namespace: NamespaceState, after: string, limit: number): VectorRow[] {
    const sql = `SELECT pk, id, value, vectors.sum FROM records LEFT JOIN vectors USING (pk)
      WHERE namespace = ? AND id > ? ORDER BY id LIMIT ?`;
    const rows = this.#statements.all<WithChecksum<VectorRow>>(sql, namespace.pk, after, limit);
    for (const { pk, value, sum } of rows) this.#checksums.vector(pk, value, sum);
    return rows;
  }

  /** The dense vector of the record with this number, if the namespace has it. */
  vectorOf(namespace: NamespaceState, pk: number): VectorRow | undefined {
    const sql = `SELECT pk, id, value, vectors.sum FROM records LEFT JOIN vectors USING (pk)
      WHERE namespace = ? AND pk = ?`;
    const row = this.#statements.get(sql, namespace.pk, pk) as WithChecksum<VectorRow> | undefined;
    if (row !== undefined) this.#checksums.vector(pk, row.value, row.sum);
    return row;
  }

  /** Numbers of the namespace's records behind a number, rising. */
  pksAfter(namespace: NamespaceState, pk: number): number[] {
    // By number, not by the index of ids: that would read about all records for a few new ones.
    const sql = 'SELECT pk FROM records NOT INDEXED WHERE namespace = ? AND pk > ? ORDER BY pk';
    return this.#statements.all<{ pk: number }>(sql, namespace.pk, pk).map((row) => row.pk);
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

  /** The sparse vectors of those records that have one. */
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

  /** From the first id after `after` on, in bytewise order. */
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

  /** All rows, read by pages. Between two of them others may write: each row is as it is when it is given. */
  *#byId<T extends { readonly id: string }>(
    sql: string,
    namespace: NamespaceState,
    after: string,
    check: (row: WithChecksum<T>) => void,
  ): Generator<T> {
    // A namespace that was emptied goes on under another number.
    while (this.namespaceByPk(namespace.pk) !== undefined) {
      const transactionCount = this.#transactionCount;
      const rows = this.#statements.all<WithChecksum<T>>(sql, namespace.pk, after, pageRows);
      for (const row of rows) {
        check(row);
        yield row;
        after = row.id;
        if (transactionCount !== this.#transactionCount) break;
      }
      if (transactionCount === this.#transactionCount && rows.length < pageRows) return;
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

function lengthOf(bytes: Uint8Array | null): number {
  return bytes?.byteLength ?? 0;
}
