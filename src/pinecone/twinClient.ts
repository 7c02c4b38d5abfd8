import type { IdDigest } from '../model/idDigest.ts';
import type { VectorRecord } from '../model/record.ts';
import type { Metric } from '../model/vectorIndex.ts';

export type NewTwin = {
  readonly name: string;
  readonly dimension: number;
  readonly metric: Metric;
  readonly tags: Readonly<Record<string, string>>;
};

export type AddedRecords = {
  readonly records: readonly { readonly id: string; readonly namespace: string }[];
  readonly mark: number;
};

/** Client for the engine's twin API, which fills an index with pulled records. Throws `Failure` only. */
export type TwinClient = {
  /** Creates an empty index without notes. Throws `conflict` if the name is in use. */
  createTwin(twin: NewTwin, signal: AbortSignal): Promise<void>;
  /** Writes records in binary form; resolves when they are on disk. Writing a record again has no further effect. */
  importRecords(
    target: { readonly index: string; readonly namespace: string; readonly dimension: number },
    records: readonly VectorRecord[],
    signal: AbortSignal,
  ): Promise<void>;
  /** Returns the digest of the ids on disk. */
  digest(index: string, namespace: string, signal: AbortSignal): Promise<IdDigest>;
  /** A mark behind which records that are added to the index from now on are found. */
  mark(index: string, signal: AbortSignal): Promise<number>;
  /** Up to 1,000 records of all namespaces that were added after a mark, and the mark of the last; replaced ones are none. */
  addedAfter(index: string, mark: number, signal: AbortSignal): Promise<AddedRecords>;
  /**
   * Returns a note of the pull that fills the index; `undefined` if there is none of this name (a word with an optional
   * number).
   */
  readNote(index: string, name: string, signal: AbortSignal): Promise<unknown>;
  /** Stores a note atomically beside the index, then adds the tags to the index. */
  saveNote(
    index: string,
    note: {
      readonly name: string;
      readonly value: unknown;
      readonly tags?: Readonly<Record<string, string>>;
    },
    signal: AbortSignal,
  ): Promise<void>;
};
