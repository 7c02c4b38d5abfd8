import { maxIndexNameLength } from './vectorIndex.ts';

/** A backup of an index. */
export type Backup = {
  readonly id: string;
  /** Name given by its creator. */
  readonly name?: string;
  /** Index that was backed up; it may have been deleted since. */
  readonly index: string;
  readonly recordCount: number;
  readonly sizeBytes: number;
  /** In milliseconds since 1970. */
  readonly createdAtMs: number;
  readonly isReady: boolean;
  /** Whether the backup failed and will never be ready. */
  readonly isFailed: boolean;
};

/** State of a restore; progress from 0 to 1. */
export type RestoreState = {
  readonly state: 'pending' | 'completed' | 'failed';
  readonly share: number;
};

/** Returns a free name for a restored index: the original name, or `docs-2`. */
export function restoredName(index: string, taken: readonly string[]): string {
  let name = index;
  for (let number = 2; taken.includes(name); number++) {
    const end = `-${number}`;
    name = `${index.slice(0, maxIndexNameLength - end.length)}${end}`;
  }
  return name;
}
