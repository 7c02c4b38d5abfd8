import type { StoredIndex } from '../storage/storedIndex.ts';

/** A backup of an index. Times are ISO 8601. */
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
  /** When the index was deleted. Absent while it exists. */
  readonly indexDeletedAt?: string;
};

/** A finished restore of a backup into a new index. */
export type RestoreJob = {
  readonly id: string;
  readonly backupId: string;
  readonly indexName: string;
  readonly indexId: string;
  readonly createdAt: string;
  readonly completedAt: string;
};

/** The settings of an index created from a backup. */
export type RestoreSettings = Pick<StoredIndex, 'name' | 'isProtected'> & {
  readonly tags?: Readonly<Record<string, string>>;
};
