import type { DatabaseKind, FileDescription } from './sqlite.ts';

/** Describes the file of an index for error messages. */
export function describeIndexFile(indexName: string): FileDescription {
  return {
    label: `the index “${indexName}”`,
    remedy: 'restore it from a copy, or delete the index',
  };
}

/** Each entry migrates the file of an index to the next version. A shipped entry never changes. */
const migrations = [
  // Vectors are in their own table, so that lists, counts and filters do not read them.
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

  // Sparse vectors; sizes of namespaces, and empty namespaces created by name; aliases of namespaces; imports of
  // files.
  `CREATE TABLE sparse_vectors (
    pk INTEGER PRIMARY KEY,
    value BLOB NOT NULL
  ) STRICT;
  ALTER TABLE namespaces ADD COLUMN is_kept INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE namespaces ADD COLUMN filterable TEXT;
  ALTER TABLE namespaces ADD COLUMN size_bytes INTEGER NOT NULL DEFAULT 0;
  UPDATE namespaces SET size_bytes = (
    SELECT coalesce(sum(octet_length(id) + octet_length(metadata) + octet_length(value)), 0)
    FROM records LEFT JOIN vectors USING (pk) WHERE namespace = namespaces.pk
  );
  CREATE TABLE aliases (
    name TEXT PRIMARY KEY,
    target TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
  ) STRICT;
  CREATE TABLE imports (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    state TEXT NOT NULL
  ) STRICT;`,

  // Vector snapshots beside the file, and the records written since.
  `CREATE TABLE snapshots (
    namespace INTEGER PRIMARY KEY,
    token TEXT NOT NULL,
    lsn INTEGER NOT NULL,
    last_pk INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE changes (
    namespace INTEGER NOT NULL,
    pk INTEGER NOT NULL,
    lsn INTEGER NOT NULL,
    PRIMARY KEY (namespace, pk)
  ) STRICT, WITHOUT ROWID;`,

  // Changes of many records in small batches: the one in progress with its remaining records, and emptied
  // namespaces whose records are still to be deleted.
  `CREATE TABLE pending_change (
    namespace INTEGER PRIMARY KEY,
    change TEXT NOT NULL
  ) STRICT;
  CREATE TABLE pending_records (
    block INTEGER PRIMARY KEY,
    bits BLOB NOT NULL
  ) STRICT;
  CREATE TABLE emptied_namespaces (
    namespace INTEGER PRIMARY KEY
  ) STRICT;`,

  // A checksum for each row of user data, null in rows written by earlier versions. When the file was last checked,
  // in milliseconds since 1970.
  `ALTER TABLE records ADD COLUMN sum INTEGER;
  ALTER TABLE vectors ADD COLUMN sum INTEGER;
  ALTER TABLE sparse_vectors ADD COLUMN sum INTEGER;
  CREATE TABLE checks (
    checked_at INTEGER NOT NULL
  ) STRICT;
  INSERT INTO checks (checked_at) VALUES (1000 * unixepoch());`,

  // Snapshots of several parts of a namespace. Which changes left the vectors as they were: those whose `lsn` is above
  // `vectors_lsn`.
  `ALTER TABLE snapshots RENAME TO dense_snapshots;
  CREATE TABLE snapshots (
    namespace INTEGER NOT NULL,
    part TEXT NOT NULL,
    token TEXT NOT NULL,
    lsn INTEGER NOT NULL,
    last_pk INTEGER NOT NULL,
    PRIMARY KEY (namespace, part)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO snapshots (namespace, part, token, lsn, last_pk)
    SELECT namespace, 'dense', token, lsn, last_pk FROM dense_snapshots;
  DROP TABLE dense_snapshots;
  ALTER TABLE changes ADD COLUMN vectors_lsn INTEGER NOT NULL DEFAULT 0;
  UPDATE changes SET vectors_lsn = lsn;`,
];

/** The database kind of index files: its id and migrations. */
export function indexDatabaseKind(indexName: string): DatabaseKind {
  return { applicationId: 0x5653_4958, migrations, ...describeIndexFile(indexName) };
}
