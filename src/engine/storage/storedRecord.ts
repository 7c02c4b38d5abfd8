import type { Metadata } from '../../model/record.ts';
import type { SparseVector } from '../sparseSearch/sparseVector.ts';

/** Which fields of a document an answer shows: those of a list, or all. */
export type ShownFields = readonly string[] | 'all';

export type StoredRecord = {
  readonly id: string;
  /** Absent in a sparse index. */
  readonly values?: Float32Array;
  readonly sparse?: SparseVector;
  readonly metadata: Metadata;
};

/** What every read says: which namespace it was, where an alias was asked for, and how fresh. */
export type ReadState = { readonly namespace: string; readonly lsn: number };

/** A page of what a filter selects, in bytewise order of the ids. */
export type StoredPage = ReadState & {
  readonly records: readonly StoredRecord[];
  readonly isLast: boolean;
};
