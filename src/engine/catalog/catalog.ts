import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { Disposables, type Disposable } from '../../common/disposables.ts';
import { Failure } from '../../common/failure.ts';
import { CatalogTable } from './catalogTable.ts';
import { catalogKind } from './catalogSchema.ts';
import type { RestoreJob, StoredBackup } from './storedBackup.ts';
import type { StoredIndex } from '../storage/storedIndex.ts';
import { damaged, inTransaction, openDatabase, withSqliteErrors } from '../storage/sqlite.ts';
import { FileIdentity } from '../storage/fileIdentity.ts';
import { makeFolder } from '../storage/makeFolder.ts';

/** An index and the file that holds its records. */
export type CatalogEntry = {
  readonly index: StoredIndex;
  readonly file: string;
  /** Never used again, also not by an index of the same name. */
  readonly number: number;
  /** The identity of the file whose log was in use when this was last noted; absent where the log is not needed. */
  readonly walFileIdentity?: string;
};

/** A number in front also keeps names like `nul`, which Windows reserves, from being file names. */
const filePattern = /^\d+-[a-z0-9-]+\.sqlite(-wal|-shm|-journal)?$/;

/**
 * Which indexes there are: an index exists if and only if its row does. Holds the folder's lock as long as it lives.
 * Opening throws `conflict` where another engine holds the folder, `damaged` where the catalog cannot be trusted.
 */
export class Catalog implements Disposable {
  readonly #resources = new Disposables();
  readonly #folder: string;
  readonly #database: DatabaseSync;
  readonly #identity: FileIdentity;
  readonly backups: CatalogTable<StoredBackup>;
  readonly restoreJobs: CatalogTable<RestoreJob>;

  constructor(dataFolder: string) {
    this.#folder = path.join(dataFolder, 'indexes');
    makeFolder(this.#folder);
    const file = path.join(dataFolder, 'catalog.sqlite');
    const hasIndexes = this.#files().length > 0;
    // A new catalog beside old indexes would disown them all.
    if (hasIndexes && !existsSync(file)) throw damaged(catalogKind);
    const database = openDatabase(file, hasIndexes ? 'existing' : 'create', catalogKind);
    this.#database = database;
    this.#resources.own({ dispose: () => database.close() });
    // Written back at each commit, which is rare: a log that is missing takes nothing with it.
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

  /** By name. */
  entries(): readonly CatalogEntry[] {
    const rows = withSqliteErrors(catalogKind, () =>
      this.#database.prepare('SELECT number, definition, log_of FROM indexes ORDER BY name').all(),
    );
    return rows.map((row) => this.#entry(row));
  }

  /** Throws `notFound`. */
  entry(name: string): CatalogEntry {
    const sql = 'SELECT number, definition, log_of FROM indexes WHERE name = ?';
    const row = withSqliteErrors(catalogKind, () => this.#database.prepare(sql).get(name));
    if (row === undefined) throw new Failure('notFound', `Resource ${name} not found`);
    return this.#entry(row);
  }

  /** Throws `conflict` where the name is taken. */
  checkFree(name: string): void {
    const sql = 'SELECT 1 FROM indexes WHERE name = ?';
    if (withSqliteErrors(catalogKind, () => this.#database.prepare(sql).get(name)) !== undefined)
      throw new Failure('conflict', `Index ${name} already exists`);
  }

  /** Adds an index whose file `create` makes and flushes, with its name; a crash in between leaves neither. Throws `conflict` where it exists. */
  add(index: StoredIndex, create: (file: string) => void): void {
    this.#write(() => inTransaction(this.#database, () => this.#insert(index, create)));
  }

  change(index: StoredIndex): void {
    const sql = 'UPDATE indexes SET definition = ? WHERE name = ?';
    const definition = JSON.stringify(index);
    this.#write(() => this.#database.prepare(sql).run(definition, index.name));
  }

  /** Notes that the log of an index' file is needed from now on, or not any more: null. */
  setWalFileIdentity(number: number, walFileIdentity: string | null): void {
    const sql = 'UPDATE indexes SET log_of = ? WHERE number = ?';
    this.#write(() => this.#database.prepare(sql).run(walFileIdentity, number));
  }

  /** Takes the index away, with what `note` writes down of it at once, then its file, which nobody may have open. */
  remove({ index, file }: CatalogEntry, note: () => void): void {
    const sql = 'DELETE FROM indexes WHERE name = ?';
    this.#write(() =>
      inTransaction(this.#database, () => {
        this.#database.prepare(sql).run(index.name);
        note();
      }),
    );
    removeFiles(file);
  }

  /** Throws `damaged` where the file was taken away: what is written to it would be lost. */
  #write(work: () => void): void {
    if (!this.#identity.isSameFile()) throw damaged(catalogKind);
    withSqliteErrors(catalogKind, work);
  }

  #insert(index: StoredIndex, create: (file: string) => void): void {
    const sql = 'INSERT OR IGNORE INTO indexes (name, definition) VALUES (?, ?) RETURNING number';
    const row = this.#database.prepare(sql).get(index.name, JSON.stringify(index));
    if (row === undefined) throw new Failure('conflict', `Index ${index.name} already exists`);
    const file = this.#path(Number(row['number']), index.name);
    // A creation that failed in the end may have left one: its number is given again.
    removeFiles(file);
    try {
      create(file);
    } catch (error) {
      removeFiles(file);
      throw error;
    }
  }

  #entry(row: Record<string, unknown>): CatalogEntry {
    const index = JSON.parse(String(row['definition'])) as StoredIndex;
    const number = Number(row['number']);
    const walFileIdentity = row['log_of'];
    const entry = { index, file: this.#path(number, index.name), number };
    return typeof walFileIdentity === 'string' ? { ...entry, walFileIdentity } : entry;
  }

  #path(number: number, name: string): string {
    return path.join(this.#folder, `${number}-${name}.sqlite`);
  }

  #files(): readonly string[] {
    return readdirSync(this.#folder).filter((name) => filePattern.test(name));
  }

  /** Files without a row are the rest of an interrupted creation or deletion. */
  #removeOrphans(): void {
    const known = new Set(this.entries().map(({ file }) => path.basename(file)));
    for (const name of this.#files()) {
      const owner = name.replace(/-(wal|shm|journal)$/, '');
      if (!known.has(owner)) rmSync(path.join(this.#folder, name), { force: true });
    }
  }
}

function removeFiles(file: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal'])
    rmSync(`${file}${suffix}`, { force: true, maxRetries: 3 });
}
