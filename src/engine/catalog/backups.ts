import { randomUUID } from 'node:crypto';
import { readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { constants, copyFile, open } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../../common/failure.ts';
import type { Catalog, CatalogEntry } from './catalog.ts';
import { makeFolder } from '../storage/makeFolder.ts';
import { removeDatabaseFiles } from './removeDatabaseFiles.ts';
import { syncFolder } from '../storage/syncFolder.ts';
import { IndexDatabase } from '../storage/indexDatabase.ts';
import { withSqliteErrorsAsync, type FileDescription } from '../storage/sqlite.ts';
import type { RestoreJob, RestoreSettings, StoredBackup } from './storedBackup.ts';

/** Backups of indexes, one file each. A backup exists if and only if it has a row in the catalog. */
export class Backups {
  readonly #catalog: Catalog;
  readonly #folder: string;
  /** Counts calls of `deleteAll`. */
  #resets = 0;

  constructor(dataFolder: string, catalog: Catalog) {
    this.#catalog = catalog;
    this.#folder = path.join(dataFolder, 'backups');
    makeFolder(this.#folder);
    this.#removeOrphans();
  }

  /** Returns all backups, oldest first. */
  list(): readonly StoredBackup[] {
    return this.#catalog.backups.list();
  }

  /** Returns one backup. Throws `notFound`. */
  get(id: string): StoredBackup {
    const backup = this.list().find((one) => one.id === id);
    if (backup === undefined) throw new Failure('notFound', `Backup ${id} not found`);
    return backup;
  }

  /**
   * Backs up an index while reads and writes continue. Each batch written meanwhile is in the backup completely or
   * not at all.
   */
  async create(
    { index, number }: CatalogEntry,
    database: IndexDatabase,
    about: { name?: string; description?: string },
  ): Promise<StoredBackup> {
    const id = randomUUID();
    const file = this.#file(id);
    const resets = this.#resets;
    try {
      await withSqliteErrorsAsync(backupFile, () => database.copyTo(file));
      this.#throwIfReset(resets);
      const counts = countsOf(file, index.name);
      const backup: StoredBackup = {
        id,
        index,
        indexId: String(number),
        ...about,
        ...counts,
        sizeBytes: statSync(file).size,
        createdAt: new Date().toISOString(),
      };
      this.#catalog.backups.put(backup);
      return backup;
    } catch (error) {
      removeDatabaseFiles(file);
      this.#throwIfReset(resets);
      throw error;
    }
  }

  /** Deletes a backup. Throws `notFound`. */
  delete(id: string): void {
    this.#catalog.backups.remove(this.get(id).id);
    removeDatabaseFiles(this.#file(id));
  }

  /** Deletes all backups and restore jobs. Backups and restores in progress throw `conflict`. */
  deleteAll(): void {
    this.#resets++;
    for (const { id } of this.list()) this.delete(id);
    for (const { id } of this.jobs()) this.#catalog.restoreJobs.remove(id);
  }

  /** Creates an index from a backup. Throws `notFound`, and `conflict` if the name is taken. */
  async restore(id: string, settings: RestoreSettings): Promise<RestoreJob> {
    const backup = this.get(id);
    this.#catalog.checkFree(settings.name);
    const createdAt = new Date().toISOString();
    const draft = this.#file(randomUUID());
    const resets = this.#resets;
    try {
      await withSqliteErrorsAsync(backupFile, async () => {
        await copyFile(this.#file(id), draft, constants.COPYFILE_FICLONE);
        await syncFile(draft);
      });
      this.#throwIfReset(resets);
      const index = { ...backup.index, tags: backup.index.tags, ...settings, sourceBackupId: id };
      this.#catalog.add(index, (file) => {
        renameSync(draft, file);
        syncFolder(path.dirname(file));
      });
    } catch (error) {
      removeDatabaseFiles(draft);
      this.#throwIfReset(resets);
      // A backup that is deleted meanwhile can be missing before it is copied.
      this.get(id);
      throw error;
    }
    const job: RestoreJob = {
      id: randomUUID(),
      backupId: id,
      indexName: settings.name,
      indexId: String(this.#catalog.entry(settings.name).number),
      createdAt,
      completedAt: new Date().toISOString(),
    };
    this.#catalog.restoreJobs.put(job);
    return job;
  }

  /** Returns all restore jobs, oldest first. */
  jobs(): readonly RestoreJob[] {
    return this.#catalog.restoreJobs.list();
  }

  /** Records in the backups of an index that the index was deleted. */
  noteDeletion({ number }: CatalogEntry): void {
    const indexDeletedAt = new Date().toISOString();
    for (const backup of this.list())
      if (backup.indexId === String(number))
        this.#catalog.backups.put({ ...backup, indexDeletedAt });
  }

  #throwIfReset(resetsBefore: number): void {
    if (this.#resets !== resetsBefore)
      throw new Failure('conflict', 'The engine was reset meanwhile: all backups were deleted');
  }

  #file(id: string): string {
    return path.join(this.#folder, `${id}.sqlite`);
  }

  /** Files without a row are left over from an interrupted backup, restore or deletion. */
  #removeOrphans(): void {
    const known = new Set(this.list().map(({ id }) => `${id}.sqlite`));
    for (const entry of readdirSync(this.#folder, { withFileTypes: true })) {
      const { name } = entry;
      const isBackup = entry.isFile() && filePattern.test(name);
      if (isBackup && !known.has(name.replace(/-(wal|shm|journal)$/, '')))
        rmSync(path.join(this.#folder, name), { force: true });
    }
  }
}

/** How error messages name a backup. */
const backupFile: FileDescription = { label: 'the backup', remedy: 'delete the backup' };

const filePattern = /^[0-9a-f-]{36}\.sqlite(-journal|-wal|-shm)?$/;

/** Counts the records of a backup, which also verifies that it opens. */
function countsOf(file: string, indexName: string): ReturnType<IndexDatabase['counts']> {
  const database = new IndexDatabase(file, 'existing', indexName);
  try {
    return database.counts();
  } finally {
    database.dispose();
  }
}

async function syncFile(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
