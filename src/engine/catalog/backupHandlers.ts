import type { Handlers } from '../../common/rpc.ts';
import type { DiskReserve } from '../storage/diskReserve.ts';
import type { OpenIndexes } from '../store/openIndexes.ts';
import type { Backups } from './backups.ts';
import type { Catalog } from './catalog.ts';
import type { RestoreJob, RestoreSettings, StoredBackup } from './storedBackup.ts';

/** Returns the handlers of calls on backups and restore jobs. */
export function backupHandlers({
  catalog,
  indexes,
  backups,
  reserve,
}: BackupCallDeps): Handlers<BackupCalls> {
  return {
    'backup.list': () => backups.list(),
    'backup.get': ({ id }) => backups.get(id),
    'backup.create': async ({ index, ...about }) => {
      const entry = catalog.entry(index);
      const database = indexes.use(index, (open) => open.database);
      return backups.create(entry, database, about);
    },
    'backup.delete': ({ id }) => reserve.retryWithReserve(() => backups.delete(id)),
    'backup.restore': ({ id, ...settings }) => backups.restore(id, settings),
    'restoreJob.list': () => backups.jobs(),
  };
}

/** Calls on backups of indexes and on restore jobs. */
export type BackupCalls = {
  /** The oldest first. */
  'backup.list': { params: null; result: readonly StoredBackup[] };
  /** Throws `notFound`. */
  'backup.get': { params: { id: string }; result: StoredBackup };
  /** Resolves when the copy is on disk. Reads and writes of the index continue meanwhile. */
  'backup.create': {
    params: { index: string; name?: string; description?: string };
    result: StoredBackup;
  };
  /** Throws `notFound`. */
  'backup.delete': { params: { id: string }; result: void };
  /** Resolves once the new index exists. Throws `notFound`, and `conflict` if its name is taken. */
  'backup.restore': { params: RestoreSettings & { id: string }; result: RestoreJob };
  /** The oldest first. */
  'restoreJob.list': { params: null; result: readonly RestoreJob[] };
};

export type BackupCallDeps = {
  readonly catalog: Catalog;
  readonly indexes: OpenIndexes;
  readonly backups: Backups;
  readonly reserve: DiskReserve;
};
