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

/** What the bundled engine offers for filling an index with records from elsewhere. Throws `Failure` only. */
export type TwinClient = {
  /** Makes an empty index without any notes. Throws `conflict` where the name is taken. */
  createTwin(twin: NewTwin, signal: AbortSignal): Promise<void>;
  /** Writes records, which travel as bytes; all of them are on disk once it resolves. Writing one again changes nothing. */
  importRecords(
    target: { readonly index: string; readonly namespace: string; readonly dimension: number },
    records: readonly VectorRecord[],
    signal: AbortSignal,
  ): Promise<void>;
  /** Over the ids that the engine holds on disk. */
  digest(index: string, namespace: string, signal: AbortSignal): Promise<IdDigest>;
  /** A mark behind which records that are added to the index from now on are found. */
  mark(index: string, signal: AbortSignal): Promise<number>;
  /** Up to 1,000 records of all namespaces that were added after a mark, and the mark of the last; replaced ones are none. */
  addedAfter(index: string, mark: number, signal: AbortSignal): Promise<AddedRecords>;
  /** A note of the pull that fills the index; `undefined` where there is none of this name (a word, maybe a number). */
  readNote(index: string, name: string, signal: AbortSignal): Promise<unknown>;
  /** Keeps a note, whole or not at all, beside the index; then adds the tags to the index. */
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
