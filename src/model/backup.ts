import { maxIndexNameLength } from './vectorIndex.ts';

/** A copy of an index as it was. */
export type Backup = {
  readonly id: string;
  /** What its maker called it, if anything. */
  readonly name?: string;
  /** The index it was taken from, which may be gone. */
  readonly index: string;
  readonly recordCount: number;
  readonly sizeBytes: number;
  /** In milliseconds since 1970. */
  readonly createdAtMs: number;
  readonly isReady: boolean;
  /** Whether it will never be ready. */
  readonly isFailed: boolean;
};

/** How far the making of an index of a backup is, from 0 to 1. */
export type RestoreState = {
  readonly state: 'pending' | 'completed' | 'failed';
  readonly share: number;
};

/** A name for the index that is made of a backup and is not taken: that of its index, or `docs-2`. */
export function restoredName(index: string, taken: readonly string[]): string {
  let name = index;
  for (let number = 2; taken.includes(name); number++) {
    const end = `-${number}`;
    name = `${index.slice(0, maxIndexNameLength - end.length)}${end}`;
  }
  return name;
}
