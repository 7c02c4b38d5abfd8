import type { DatabaseKind, FileDescription } from './sqlite.ts';

/** Each entry leads from one version of the file of an index to the next; a version that was shipped never changes. */
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

  // Sparse vectors; namespaces with a size, which are kept while they are empty if they were created by name; other
  // names for namespaces; imports of files.
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

  // Caches of vectors beside the file, and which records were written since they were made.
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

  // Changes of many records, which are made little by little: one that is under way, with the records that it has yet to
  // reach, and namespaces whose records have yet to be deleted.
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

  // A checksum of each row that holds what users wrote; null in rows that an earlier version wrote. When the whole file was
  // last checked, in milliseconds since 1970.
  `ALTER TABLE records ADD COLUMN sum INTEGER;
  ALTER TABLE vectors ADD COLUMN sum INTEGER;
  ALTER TABLE sparse_vectors ADD COLUMN sum INTEGER;
  CREATE TABLE checks (
    checked_at INTEGER NOT NULL
  ) STRICT;
  INSERT INTO checks (checked_at) VALUES (1000 * unixepoch());`,
];

/** How sentences speak of the file of an index. */
export function describeIndexFile(indexName: string): FileDescription {
  return {
    label: `the index “${indexName}”`,
    remedy: 'restore it from a copy, or delete the index',
  };
}

/** What the file of an index looks like. */
export function indexDatabaseKind(indexName: string): DatabaseKind {
  return { applicationId: 0x5653_4958, migrations, ...describeIndexFile(indexName) };
}
