import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { Disposables, type Disposable } from '../../common/disposables.ts';
import { Failure } from '../../common/failure.ts';
import { CatalogTable } from './catalogTable.ts';
import { catalogKind } from './catalogSchema.ts';
import { parseDefinition } from './definition.ts';
import type { RestoreJob, StoredBackup } from './storedBackup.ts';
import type { StoredIndex } from '../storage/storedIndex.ts';
import { damaged, inTransaction, openDatabase, withSqliteErrors } from '../storage/sqlite.ts';
import { FileIdentity } from '../storage/fileIdentity.ts';
import { makeFolder } from '../storage/makeFolder.ts';
import { removeDatabaseFiles } from './removeDatabaseFiles.ts';

/**
 * The catalog of all indexes: an index exists if and only if it has a row here. Holds the lock of the data folder
 * until disposed. The constructor throws `conflict` if another engine holds the folder, `damaged` if the catalog
 * cannot be trusted.
 */
export class Catalog implements Disposable {
  readonly #resources = new Disposables();
  readonly #folder: string;
  readonly #database: DatabaseSync;
  readonly #identity: FileIdentity;
  /** Entries that were read since the last write, by index name. */
  readonly #known = new Map<string, CatalogEntry>();
  readonly backups: CatalogTable<StoredBackup>;
  readonly restoreJobs: CatalogTable<RestoreJob>;

  constructor(dataFolder: string) {
    this.#folder = path.join(dataFolder, 'indexes');
    makeFolder(this.#folder);
    const file = path.join(dataFolder, 'catalog.sqlite');
    const hasIndexes = this.#files().length > 0;
    // A new catalog would disown all existing indexes.
    if (hasIndexes && !existsSync(file)) throw damaged(catalogKind);
    const database = openDatabase(file, hasIndexes ? 'existing' : 'create', catalogKind);
    this.#database = database;
    this.#resources.own({ dispose: () => database.close() });
    // Checkpointed at each commit, which is rare: a missing write-ahead log then loses nothing.
    database.exec('PRAGMA wal_autocheckpoint = 1');
    this.#identity = new FileIdentity(file);
    const write = (work: () => void): void => this.#write(work);
    this.backups = new CatalogTable(database, 'backups', write);
    this.restoreJobs = new CatalogTable(database, 'restore_jobs', write);
    this.#removeOrphans();
  }

  dispose(): void {
    this.#resources.dispose();
  }

  /** Returns all entries, sorted by index name. */
  entries(): readonly CatalogEntry[] {
    const rows = withSqliteErrors(catalogKind, () =>
      this.#database
        .prepare('SELECT number, name, definition, log_of FROM indexes ORDER BY name')
        .all(),
    );
    return rows.map((row) => this.#entry(row));
  }

  /** Returns one entry. Throws `notFound`. */
  entry(name: string): CatalogEntry {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const sql = 'SELECT number, name, definition, log_of FROM indexes WHERE name = ?';
    const row = withSqliteErrors(catalogKind, () => this.#database.prepare(sql).get(name));
    if (row === undefined) throw new Failure('notFound', `Resource ${name} not found`);
    const entry = this.#entry(row);
    this.#known.set(name, entry);
    return entry;
  }

  /** Throws `conflict` if an index of this name exists. */
  checkFree(name: string): void {
    const sql = 'SELECT 1 FROM indexes WHERE name = ?';
    if (withSqliteErrors(catalogKind, () => this.#database.prepare(sql).get(name)) !== undefined)
      throw new Failure('conflict', `Resource ${name} already exists`);
  }

  /**
   * Adds an index. `create` makes its file and flushes file and name; a crash in between leaves neither row nor
   * file. Throws `conflict` if the index exists.
   */
  add(index: StoredIndex, create: (file: string) => void): void {
    this.#write(() => inTransaction(this.#database, () => this.#insert(index, create)));
  }

  /** Replaces the definition of an index. */
  change(index: StoredIndex): void {
    const sql = 'UPDATE indexes SET definition = ? WHERE name = ?';
    const definition = JSON.stringify(index);
    this.#write(() => this.#database.prepare(sql).run(definition, index.name));
  }

  /** Records which file needs its write-ahead log, or null if none does. */
  setWalFileIdentity(number: number, walFileIdentity: string | null): void {
    const sql = 'UPDATE indexes SET log_of = ? WHERE number = ?';
    this.#write(() => this.#database.prepare(sql).run(walFileIdentity, number));
  }

  /** Deletes an index: its row together with the changes that `alsoWrite` makes, then its file, which must be closed. */
  remove({ index, file }: CatalogEntry, alsoWrite: () => void): void {
    const sql = 'DELETE FROM indexes WHERE name = ?';
    this.#write(() =>
      inTransaction(this.#database, () => {
        this.#database.prepare(sql).run(index.name);
        alsoWrite();
      }),
    );
    removeDatabaseFiles(file);
  }

  /** Throws `damaged` if the catalog file was deleted or replaced, because the write would be lost. */
  #write(work: () => void): void {
    if (!this.#identity.isSameFile()) throw damaged(catalogKind);
    try {
      withSqliteErrors(catalogKind, work);
    } finally {
      this.#known.clear();
    }
  }

  #insert(index: StoredIndex, create: (file: string) => void): void {
    const sql = 'INSERT OR IGNORE INTO indexes (name, definition) VALUES (?, ?) RETURNING number';
    const row = this.#database.prepare(sql).get(index.name, JSON.stringify(index));
    if (row === undefined) throw new Failure('conflict', `Resource ${index.name} already exists`);
    const file = this.#path(Number(row['number']), index.name);
    // A failed creation may have left a file: its number is assigned again.
    removeDatabaseFiles(file);
    try {
      create(file);
    } catch (error) {
      removeDatabaseFiles(file);
      throw error;
    }
  }

  #entry(row: Record<string, unknown>): CatalogEntry {
    const index = parseDefinition(String(row['definition']), String(row['name']));
    const number = Number(row['number']);
    const walFileIdentity = row['log_of'];
    const entry = { index, file: this.#path(number, index.name), number };
    return typeof walFileIdentity === 'string' ? { ...entry, walFileIdentity } : entry;
  }

  #path(number: number, name: string): string {
    return path.join(this.#folder, `${number}-${name}.sqlite`);
  }

  #files(): readonly string[] {
    return readdirSync(this.#folder, { withFileTypes: true })
      .filter((entry) => entry.isFile() && filePattern.test(entry.name))
      .map(({ name }) => name);
  }

  /** Files without a row are left over from an interrupted creation or deletion. */
  #removeOrphans(): void {
    const known = new Set(this.entries().map(({ file }) => path.basename(file)));
    for (const name of this.#files()) {
      const owner = name.replace(/-(wal|shm|journal)$/, '');
      if (!known.has(owner)) rmSync(path.join(this.#folder, name), { force: true });
    }
  }
}

/** An index, its file and its number. */
export type CatalogEntry = {
  readonly index: StoredIndex;
  readonly file: string;
  /** Never reused, not even for an index of the same name. */
  readonly number: number;
  /** The identity of the file whose write-ahead log was in use at the last save; absent if the log is not needed. */
  readonly walFileIdentity?: string;
};

/** The number also avoids file names that Windows reserves, such as `nul`. */
const filePattern = /^\d+-[a-z0-9-]+\.sqlite(-wal|-shm|-journal)?$/;
