import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Disposable } from '../../common/disposables.ts';
import { damaged, inTransaction, openDatabase, type DataFile } from './sqlite.ts';

/** A namespace as it is on disk. `lsn` counts its writes. */
export type NamespaceState = {
  readonly pk: number;
  readonly name: string;
  readonly lsn: number;
  readonly recordCount: number;
};

/** A record as it is on disk: `metadata` is JSON, `value` the bytes of float32 numbers, little end first. */
export type RecordRow = {
  readonly id: string;
  readonly metadata: string;
  readonly value: Uint8Array;
};

const migrations = [
  // Vectors stand apart, so that lists, counts and filters read none of them.
  `CREATE TABLE namespaces (
    pk INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    lsn INTEGER NOT NULL,
    record_count INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE records (
    pk INTEGER PRIMARY KEY,
    namespace INTEGER NOT NULL,
    id TEXT NOT NULL,
    metadata TEXT NOT NULL,
    UNIQUE (namespace, id)
  ) STRICT;
  CREATE TABLE vectors (
    pk INTEGER PRIMARY KEY,
    value BLOB NOT NULL
  ) STRICT;`,
];

/** The file of one index: the truth about its records. Writes have reached the disk when they return. */
export class IndexDatabase implements Disposable {
  readonly #database: DatabaseSync;
  readonly #file: DataFile;
  readonly #statements = new Map<string, StatementSync>();

  constructor(file: string, mode: 'create' | 'existing', indexName: string) {
    this.#file = indexFile(indexName);
    const kind = { applicationId: 0x5653_4958, migrations, ...this.#file };
    this.#database = openDatabase(file, mode, kind);
  }

  dispose(): void {
    if (this.#database.isOpen) this.#database.close();
  }

  namespaces(): readonly NamespaceState[] {
    const sql = 'SELECT pk, name, lsn, record_count AS recordCount FROM namespaces';
    return this.#prepared(sql).all() as NamespaceState[];
  }

  namespace(name: string): NamespaceState | undefined {
    const sql = 'SELECT pk, name, lsn, record_count AS recordCount FROM namespaces WHERE name = ?';
    return this.#prepared(sql).get(name) as NamespaceState | undefined;
  }

  /** Writes all records or none, and makes the namespace where it is new; `pks` are in the order of the records. */
  upsert(namespaceName: string, records: Iterable<RecordRow>): { lsn: number; pks: number[] } {
    const find = this.#prepared('SELECT pk FROM records WHERE namespace = ? AND id = ?');
    const insert = this.#prepared(
      'INSERT INTO records (namespace, id, metadata) VALUES (?, ?, ?) RETURNING pk',
    );
    const change = this.#prepared('UPDATE records SET metadata = ? WHERE pk = ?');
    const write = this.#prepared('INSERT OR REPLACE INTO vectors (pk, value) VALUES (?, ?)');
    return inTransaction(this.#database, () => {
      const namespace = this.#ensureNamespace(namespaceName);
      let added = 0;
      const pks: number[] = [];
      for (const { id, metadata, value } of records) {
        const known = find.get(namespace, id) as { pk: number } | undefined;
        const row = known ?? (insert.get(namespace, id, metadata) as { pk: number });
        if (known === undefined) added++;
        else change.run(metadata, known.pk);
        write.run(row.pk, value);
        pks.push(row.pk);
      }
      return { lsn: this.#advance(namespace, added), pks };
    });
  }

  /** Deletes those that are there; ids that are not do no harm. */
  delete(namespace: NamespaceState, ids: readonly string[]): { lsn: number } {
    const remove = this.#prepared(
      'DELETE FROM records WHERE namespace = ? AND id = ? RETURNING pk',
    );
    const removeVector = this.#prepared('DELETE FROM vectors WHERE pk = ?');
    return inTransaction(this.#database, () => {
      let removed = 0;
      for (const id of ids) {
        const row = remove.get(namespace.pk, id) as { pk: number } | undefined;
        if (row === undefined) continue;
        removeVector.run(row.pk);
        removed++;
      }
      return { lsn: this.#advance(namespace.pk, -removed) };
    });
  }

  deleteAll(namespace: NamespaceState): { lsn: number } {
    return inTransaction(this.#database, () => {
      this.#prepared(
        'DELETE FROM vectors WHERE pk IN (SELECT pk FROM records WHERE namespace = ?)',
      ).run(namespace.pk);
      this.#prepared('DELETE FROM records WHERE namespace = ?').run(namespace.pk);
      return { lsn: this.#advance(namespace.pk, -namespace.recordCount) };
    });
  }

  /** The record with its vector, if it is there. */
  record(namespace: NamespaceState, id: string): RecordRow | undefined {
    const sql = `SELECT id, metadata, value FROM records LEFT JOIN vectors USING (pk)
      WHERE namespace = ? AND id = ?`;
    const row = this.#prepared(sql).get(namespace.pk, id) as RecordRow | undefined;
    if (row !== undefined) this.#checkValue(row);
    return row;
  }

  /** JSON of a record's metadata. */
  metadata(pk: number): string {
    const row = this.#prepared('SELECT metadata FROM records WHERE pk = ?').get(pk);
    const metadata = row?.['metadata'];
    if (typeof metadata !== 'string') throw damaged(this.#file);
    return metadata;
  }

  /** Ids after `after` that begin with `prefix`, in bytewise order. */
  ids(namespace: NamespaceState, prefix: string, after: string, limit: number): string[] {
    const sql = `SELECT id FROM records
      WHERE namespace = ? AND id > ? AND id >= ? AND id < ? ORDER BY id LIMIT ?`;
    // Ids are ASCII: what begins with the prefix sorts before the prefix and any higher character.
    const rows = this.#prepared(sql).all(namespace.pk, after, prefix, `${prefix}\u{10FFFF}`, limit);
    return rows.map((row) => String(row['id']));
  }

  /** Every id of a namespace, in bytewise order. */
  *allIds(namespace: NamespaceState): Generator<string> {
    const sql = 'SELECT id FROM records WHERE namespace = ? ORDER BY id';
    for (const row of this.#prepared(sql).iterate(namespace.pk)) yield String(row['id']);
  }

  *vectors(namespace: NamespaceState): Generator<{ pk: number; id: string; value: Uint8Array }> {
    const sql = `SELECT pk, id, value FROM records LEFT JOIN vectors USING (pk)
      WHERE namespace = ?`;
    for (const row of this.#prepared(sql).iterate(namespace.pk)) {
      this.#checkValue(row as { value: unknown });
      yield row as { pk: number; id: string; value: Uint8Array };
    }
  }

  *metadataOf(namespace: NamespaceState): Generator<{ id: string; metadata: string }> {
    const sql = 'SELECT id, metadata FROM records WHERE namespace = ?';
    for (const row of this.#prepared(sql).iterate(namespace.pk))
      yield row as { id: string; metadata: string };
  }

  #ensureNamespace(name: string): number {
    const known = this.namespace(name);
    if (known !== undefined) return known.pk;
    const sql = 'INSERT INTO namespaces (name, lsn, record_count) VALUES (?, 0, 0) RETURNING pk';
    return (this.#prepared(sql).get(name) as { pk: number }).pk;
  }

  #advance(namespace: number, added: number): number {
    const sql = `UPDATE namespaces SET lsn = lsn + 1, record_count = record_count + ?
      WHERE pk = ? RETURNING lsn`;
    return (this.#prepared(sql).get(added, namespace) as { lsn: number }).lsn;
  }

  #checkValue(row: { value: unknown }): void {
    if (!(row.value instanceof Uint8Array)) throw damaged(this.#file);
  }

  #prepared(sql: string): StatementSync {
    const known = this.#statements.get(sql) ?? this.#database.prepare(sql);
    this.#statements.set(sql, known);
    return known;
  }
}

/** How sentences speak of the file of an index. */
export function indexFile(indexName: string): DataFile {
  return {
    label: `the index “${indexName}”`,
    remedy: 'restore it from a copy, or delete the index',
  };
}
