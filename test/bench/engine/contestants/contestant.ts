import type { Metric } from '../../../../src/model/vectorIndex.ts';
import type { RowFile } from '../../data/rowFile.ts';

/** What a contestant is to hold. Plain data: it goes to the contestant's process. */
export type Setting = {
  readonly rows: RowFile;
  readonly metric: Metric;
  /** Its own, for files. */
  readonly folder: string;
  /** That may compute at the same time, where it can be told. */
  readonly threads: number;
};

export type Task = {
  readonly query: Float32Array;
  readonly topK: number;
  /** Only rows whose bucket is below this; all where it is absent. */
  readonly below?: number;
};

/** One that searches: a library, a database, or ours. */
export type Contestant = {
  /** Reads all rows, and is ready to search when it resolves. */
  load(): Promise<void>;
  /** The same from what `load` left in the folder, in a later process. Only of those that keep files. */
  open?(): Promise<void>;
  /** Resolves once what makes a later opening faster, and is written after the first search, is written. */
  settle?(): Promise<void>;
  /** The best rows, the best first. */
  search(task: Task): Promise<Found> | Found;
  /** The bytes of another process that does its work; those of its own process count where it is absent. */
  memoryBytes?(): number;
  close(): void | Promise<void>;
};

/** Rows, with the milliseconds of its own clock where the contestant is another process. */
export type Found = ArrayLike<number> | { readonly rows: ArrayLike<number>; readonly ms: number };

export type Asked = { readonly metric: Metric; readonly count: number; readonly topK: number };

export type Kind = {
  readonly name: string;
  readonly isExact: boolean;
  readonly canFilter: boolean;
  /** Whether it can be opened again from its folder. */
  readonly keepsFiles: boolean;
  /** The name under which the cache keeps what takes long to build; kinds with one name build the same. */
  readonly builtAs?: string;
  /** Why it does not take part in it, if so. */
  leftOut(race: Asked): string | undefined;
  create(setting: Setting): Contestant;
};

/** The number of buckets: as many rows have one as another. */
export const bucketCount = 1000;

/** What the filters ask: a bucket that says nothing of the row. */
export function bucketOf(row: number): number {
  return Math.floor(((Math.imul(row + 1, 0x9e37_79b1) >>> 0) / 2 ** 32) * bucketCount);
}

export const always = (): undefined => undefined;
