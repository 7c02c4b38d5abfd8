import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import * as v from 'valibot';
import { Failure } from '../../common/failure.ts';
import { diskFailure, diskFullFailure, diskRefusedFailure } from './diskFailure.ts';

/**
 * Opens a database exclusively for this process and migrates its schema. Throws `conflict` if another process has
 * it open; `damaged` if the file is missing (`existing`), corrupt or of another kind; `unavailable` if the disk
 * refuses access or a newer version wrote the file.
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

/** How error messages name a file. */
export type FileDescription = {
  /** The subject of the message: “the catalog”. */
  readonly label: string;
  /** What the user can do if the file is damaged: “restore it from a copy”. */
  readonly remedy: string;
};

/** How to open a database file. `create` also makes a missing or empty one. */
export type OpenMode = 'create' | 'existing';

/** A kind of database file. The engine refuses files of another kind and migrates older versions. */
export type DatabaseKind = FileDescription & {
  /** SQLite's `application_id`, which identifies the file as one of this kind. */
  readonly applicationId: number;
  /** SQL that migrates each schema version to the next. `user_version` counts the applied entries. */
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

function configureConnection(database: DatabaseSync, mode: OpenMode, kind: DatabaseKind): void {
  // New files get pages of 16 KB: a vector of 4,000 dimensions then needs no overflow pages. Exclusive locking is
  // set before the first access: this process holds the file lock until it ends, and write-ahead logging needs no
  // shared memory.
  database.exec('PRAGMA page_size = 16384; PRAGMA locking_mode = EXCLUSIVE');
  // Checked before locking, because locking writes a header into an empty file.
  checkedSchemaVersion(database, mode, kind);
  database.exec('BEGIN EXCLUSIVE; COMMIT');
  // Checked again: another process may have created the schema in between.
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

/** Counts triggers, views and virtual tables: they run code of the author of the file, without a bound on time. */
const foreignObjectsSql = `SELECT count(*) FROM sqlite_schema
  WHERE type IN ('trigger', 'view') OR sql LIKE 'CREATE VIRTUAL%'`;

/**
 * Returns the schema version of a file of this kind, 0 for a new file. Throws for any other file and writes nothing
 * to it.
 */
function checkedSchemaVersion(database: DatabaseSync, mode: OpenMode, kind: DatabaseKind): number {
  const version = selectNumber(database, 'PRAGMA user_version');
  const applicationId = selectNumber(database, 'PRAGMA application_id');
  const isEmpty = selectNumber(database, 'SELECT count(*) FROM sqlite_schema') === 0;
  if (mode === 'create' && isEmpty && version === 0 && applicationId === 0) return 0;
  if (applicationId !== kind.applicationId || version < 1) throw damaged(kind);
  if (selectNumber(database, foreignObjectsSql) > 0)
    throw damaged(kind, new Error('The schema has parts that Vectorscope does not write'));
  if (version > kind.migrations.length) {
    throw new Failure(
      'unavailable',
      `A newer version of Vectorscope wrote ${kind.label}: update to open it`,
    );
  }
  return version;
}

/** Runs `work` in one transaction and rolls back if it throws. When it returns, the changes are on disk. */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    // SQLite may have rolled back already after a full disk or an I/O error.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/** Runs `work` and converts errors of SQLite into failures that name the file. */
export function withSqliteErrors<T>(file: FileDescription, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw storageFailure(error, file);
  }
}

/** Same as `withSqliteErrors`, for asynchronous work. */
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

/** Converts a storage error into a failure. Failures pass through unchanged. */
function storageFailure(error: unknown, file: FileDescription): Failure {
  if (error instanceof Failure) return error;
  const { label } = file;
  const code = errorCodeOf(error);
  const cause = { cause: error };
  const isCorrupt =
    code === codes.corrupt || code === codes.notADatabase || code === codes.cantOpen;
  if (isCorrupt || isForeignContent(error)) return damaged(file, error);
  if (code === codes.busy || code === codes.locked)
    return new Failure('conflict', `Another program has ${label} open`, cause);
  if (code === codes.full) return diskFullFailure(label, error);
  if (code === codes.ioError || code === codes.readOnly) return diskRefusedFailure(label, error);
  return diskFailure(error, label) ?? Failure.from(error);
}

/** Returns the failure of a data file that is damaged or missing. */
export function damaged({ label, remedy }: FileDescription, cause?: unknown): Failure {
  const message = `The data file of ${label} is damaged or missing: ${remedy}`;
  return new Failure('damaged', message, { cause });
}

/**
 * Returns the value of JSON that a data file stores, unchanged: a copy would lack fields with the names of inherited
 * ones. Throws `damaged` if it does not match the schema.
 */
export function parseStored<S extends v.GenericSchema>(
  file: FileDescription,
  schema: S,
  text: string,
): v.InferInput<S> {
  try {
    const value: unknown = JSON.parse(text);
    v.assert(schema, value);
    return value;
  } catch (error) {
    throw damaged(file, error);
  }
}

/** Returns the first column of the first row. Throws if it is not a number. */
export function selectNumber(
  database: DatabaseSync,
  sql: string,
  ...parameters: readonly (string | number)[]
): number {
  const row = database.prepare(sql).get(...parameters) ?? {};
  const value = Object.values(row)[0];
  if (typeof value !== 'number') throw new Failure('internal', `“${sql}” returned no number`);
  return value;
}

/** Whether the file lacks a table or column, or has an integer that Vectorscope does not write: one above 2^53. */
function isForeignContent(error: unknown): boolean {
  return (
    error instanceof Error &&
    /no such (table|column)|too large to be represented as a JavaScript number/.test(error.message)
  );
}

/** Returns SQLite's primary result code, or undefined for other errors. */
function errorCodeOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined;
  return typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;
}
