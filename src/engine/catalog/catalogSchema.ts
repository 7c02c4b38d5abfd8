import type { DatabaseKind } from '../storage/sqlite.ts';

/** Tables of indexes, backups and restore jobs in the catalog file, as migrations. A shipped one never changes. */
export const catalogKind: DatabaseKind = {
  applicationId: 0x5653_4354,
  label: 'the catalog (catalog.sqlite)',
  remedy: 'restore it from a copy; nothing was changed',
  migrations: [
    // Numbers are never reused, so that a new index never opens the file of an older one with its name.
    `CREATE TABLE indexes (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      name TEXT NOT NULL UNIQUE,
      definition TEXT NOT NULL
    ) STRICT;`,
    `CREATE TABLE backups (
      number INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      document TEXT NOT NULL
    ) STRICT;
    CREATE TABLE restore_jobs (
      number INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      document TEXT NOT NULL
    ) STRICT;`,
    // The identity of the file that needs its write-ahead log; null if no file needs it.
    'ALTER TABLE indexes ADD COLUMN log_of TEXT',
  ],
};
