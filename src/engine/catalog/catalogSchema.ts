import type { DatabaseKind } from '../storage/sqlite.ts';

/** What the catalog's file looks like; a version that was shipped never changes. */
export const catalogKind: DatabaseKind = {
  applicationId: 0x5653_4354,
  label: 'the catalog (catalog.sqlite)',
  remedy: 'restore it from a copy; nothing was changed',
  migrations: [
    // Numbers are never used twice, so that no index meets the file of an older one with its name.
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
    // Which file has writes in its log that it lacks itself; null where the log is not needed.
    'ALTER TABLE indexes ADD COLUMN log_of TEXT',
  ],
};
