import type { StoredIndex } from '../storage/storedIndex.ts';

/** A copy of an index as it was. Times are in the form of ISO 8601. */
export type StoredBackup = {
  readonly id: string;
  readonly index: StoredIndex;
  readonly indexId: string;
  readonly name?: string;
  readonly description?: string;
  readonly recordCount: number;
  readonly namespaceCount: number;
  readonly sizeBytes: number;
  readonly createdAt: string;
  /** When the index it was taken from was deleted, if it was. */
  readonly indexDeletedAt?: string;
};

/** An index that was made from a backup. */
export type RestoreJob = {
  readonly id: string;
  readonly backupId: string;
  readonly indexName: string;
  readonly indexId: string;
  readonly createdAt: string;
  readonly completedAt: string;
};

/** What somebody who restores may say of the new index. */
export type RestoreSettings = Pick<StoredIndex, 'name' | 'isProtected'> & {
  readonly tags?: Readonly<Record<string, string>>;
};
