import type { Metadata } from '../../model/record.ts';
import type { SparseVector } from '../sparseSearch/sparseVector.ts';

/** A record as the engine stores and returns it. */
export type StoredRecord = {
  readonly id: string;
  /** Absent in a sparse index. */
  readonly values?: Float32Array;
  readonly sparse?: SparseVector;
  readonly metadata: Metadata;
};

/** Part of every read result: the namespace that was read, after resolving aliases, and its write counter. */
export type ReadState = { readonly namespace: string; readonly lsn: number };

/** A page of the records that pass a filter, in bytewise order of the ids. */
export type StoredPage = ReadState & {
  readonly records: readonly StoredRecord[];
  readonly isLast: boolean;
};

/** The fields of a document in a response: those of a list, or all. */
export type ShownFields = readonly string[] | 'all';
