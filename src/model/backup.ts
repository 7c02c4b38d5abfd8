import { Failure } from '../common/failure.ts';
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

const maxBackupNameLength = 100;

/** Returns the trimmed name of a backup. Throws `badInput` for none, a long one, or one of several lines. */
export function parseBackupName(text: string): string {
  const name = text.trim();
  if (name === '') throw new Failure('badInput', 'A backup needs a name');
  if (name.length > maxBackupNameLength)
    throw new Failure('badInput', `A name has at most ${maxBackupNameLength} characters`);
  if (/\p{C}/u.test(name))
    throw new Failure('badInput', 'A name is one line of text without invisible characters');
  return name;
}

/** Returns a free name for a restored index: the original name, or `docs-2`. */
export function restoredName(index: string, taken: readonly string[]): string {
  let name = index;
  for (let number = 2; taken.includes(name); number++) {
    const end = `-${number}`;
    name = `${index.slice(0, maxIndexNameLength - end.length)}${end}`;
  }
  return name;
}
