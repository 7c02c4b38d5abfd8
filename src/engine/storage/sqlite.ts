import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { Failure } from '../../common/failure.ts';
import { diskFailure, diskFullFailure, diskRefusedFailure } from './diskFailure.ts';

/** How error messages name a file. */
export type FileDescription = {
  /** What it is: “the catalog”. */
  readonly label: string;
  /** What to do where it is damaged: “restore it from a copy”. */
  readonly remedy: string;
};

/** How to open a database file. `create` also makes a missing or empty one. */
export type OpenMode = 'create' | 'existing';

/** What a database file is for: files of another kind are refused, older ones are brought up to date. */
export type DatabaseKind = FileDescription & {
  /** SQLite's `application_id`, by which the file is known as ours. */
  readonly applicationId: number;
  /** StatementCache that lead from one schema version to the next; `user_version` counts those that were applied. */
  readonly migrations: readonly string[];
};

// Result codes of SQLite, https://sqlite.org/rescode.html
const codes = {
  busy: 5,
  locked: 6,
  readOnly: 8,
  ioError: 10,
  corrupt: 11,
  full: 13,
  cantOpen: 14,
  notADatabase: 26,
};

/**
 * Opens a database for this process alone and brings its schema up to date. Throws `conflict` where another process
 * holds it, `damaged` where the file is missing (`existing`), broken, or not of this kind, `unavailable` where the disk
 * does not let us or a newer version wrote it.
 */
export function openDatabase(file: string, mode: OpenMode, kind: DatabaseKind): DatabaseSync {
  return withSqliteErrors(kind, () => {
    const url = pathToFileURL(file);
    url.search = mode === 'create' ? '?mode=rwc' : '?mode=rw';
    const database = new DatabaseSync(url);
    try {
      configureConnection(database, mode, kind);
    } catch (error) {
      database.close();
      throw error;
    }
    return database;
  });
}

function configureConnection(database: DatabaseSync, mode: OpenMode, kind: DatabaseKind): void {
  // A file that is new gets pages of 16 KB: a vector of 4,000 dimensions needs no overflow pages then. Exclusive before
  // the first access: the lock of the operating system stays with this process until it ends, and write-ahead logging
  // needs no shared memory.
  database.exec('PRAGMA page_size = 16384; PRAGMA locking_mode = EXCLUSIVE');
  // Looked at before the lock is asked for: that writes a header into an empty file.
  checkedSchemaVersion(database, mode, kind);
  database.exec('BEGIN EXCLUSIVE; COMMIT');
  // And after it: another process may have made the schema in between.
  const version = checkedSchemaVersion(database, mode, kind);
  database.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA fullfsync = ON;
    PRAGMA checkpoint_fullfsync = ON;
    PRAGMA cell_size_check = ON;
    PRAGMA trusted_schema = OFF;
  `);
  if (version === kind.migrations.length) return;
  inTransaction(database, () => {
    for (const migration of kind.migrations.slice(version)) database.exec(migration);
    database.exec(`PRAGMA application_id = ${kind.applicationId}`);
    database.exec(`PRAGMA user_version = ${kind.migrations.length}`);
  });
}

/** The schema version of a file of this kind; 0 of one that is new. Throws on any other file, without writing to it. */
function checkedSchemaVersion(database: DatabaseSync, mode: OpenMode, kind: DatabaseKind): number {
  const version = selectNumber(database, 'PRAGMA user_version');
  const applicationId = selectNumber(database, 'PRAGMA application_id');
  const isEmpty = selectNumber(database, 'SELECT count(*) FROM sqlite_schema') === 0;
  if (mode === 'create' && isEmpty && version === 0 && applicationId === 0) return 0;
  if (applicationId !== kind.applicationId || version < 1) throw damaged(kind);
  if (version > kind.migrations.length) {
    throw new Failure(
      'unavailable',
      `A newer version of Vectorscope wrote ${kind.label}: update to open it`,
    );
  }
  return version;
}

/** Does all of the work in one transaction, or none of it. What it resolves with is on disk. */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    // A full disk or an I/O error may have rolled it back already.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/** Does the work; errors of SQLite on the way become failures that speak of this file. */
export function withSqliteErrors<T>(file: FileDescription, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw storageFailure(error, file);
  }
}

/** The same for work that takes a while. */
export async function withSqliteErrorsAsync<T>(
  file: FileDescription,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw storageFailure(error, file);
  }
}

/** The failure behind an error of the storage; what is one already passes through. */
function storageFailure(error: unknown, file: FileDescription): Failure {
  if (error instanceof Failure) return error;
  const { label } = file;
  const code = errorCodeOf(error);
  const cause = { cause: error };
  if (code === codes.corrupt || code === codes.notADatabase || code === codes.cantOpen)
    return damaged(file, error);
  if (code === codes.busy || code === codes.locked)
    return new Failure('conflict', `Another program has ${label} open`, cause);
  if (code === codes.full) return diskFullFailure(label, error);
  if (code === codes.ioError || code === codes.readOnly) return diskRefusedFailure(label, error);
  return diskFailure(error, label) ?? Failure.from(error);
}

export function damaged({ label, remedy }: FileDescription, cause?: unknown): Failure {
  const message = `The data file of ${label} is damaged or missing: ${remedy}`;
  return new Failure('damaged', message, { cause });
}

/** The first column of the first row. Throws where that is not a number. */
export function selectNumber(
  database: DatabaseSync,
  sql: string,
  ...parameters: readonly (string | number)[]
): number {
  const row = database.prepare(sql).get(...parameters) ?? {};
  const value = Object.values(row)[0];
  if (typeof value !== 'number') throw new Failure('internal', `“${sql}” gave no number`);
  return value;
}

/** SQLite's primary result code, if the error is SQLite's. */
function errorCodeOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined;
  return typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;
}
