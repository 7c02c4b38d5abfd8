import type { Filter } from '../../model/filter/filter.ts';
import type { Metadata, SparseValues } from '../../model/record.ts';
import type { IndexKind, Metric } from '../../model/vectorIndex.ts';

/** An index as the engine keeps it; both answer shapes of the API are rendered from it. */
export type StoredIndex = {
  readonly name: string;
  readonly kind: IndexKind;
  readonly vectorType: 'dense' | 'sparse';
  /** Absent for sparse indexes. */
  readonly dimension?: number;
  readonly metric: Metric;
  readonly cloud: string;
  readonly region: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly isProtected: boolean;
};

/** An index with what its file looks like: one that is damaged can only be deleted. */
export type IndexState = StoredIndex & { readonly isDamaged: boolean };

/** Records in bulk: `values` holds a Float32Array, row after row, in the order of `ids`. */
export type RecordBatch = {
  readonly ids: readonly string[];
  readonly values: ArrayBuffer;
  readonly metadata: readonly Metadata[];
  readonly sparseValues?: readonly (SparseValues | undefined)[];
};

export type StoredMatch = {
  readonly id: string;
  readonly score: number;
  readonly values?: Float32Array;
  readonly metadata?: Metadata;
};

/** What the thread of the store answers. Writes resolve once they are on disk. */
export type StoreCalls = {
  'index.list': { params: null; result: readonly IndexState[] };
  /** Throws `notFound`. */
  'index.describe': { params: { name: string }; result: IndexState };
  /** Throws `conflict` where the name is taken. */
  'index.create': { params: StoredIndex; result: void };
  /** Changes what is given. Tags are merged, an empty value takes one away. */
  'index.configure': {
    params: {
      name: string;
      tags?: Readonly<Record<string, string>>;
      isProtected?: boolean;
    };
    result: IndexState;
  };
  /** Throws `notFound`; `forbidden` where the index is protected. */
  'index.delete': { params: { name: string }; result: void };
  'index.stats': {
    params: { index: string };
    result: {
      readonly namespaces: readonly { readonly name: string; readonly recordCount: number }[];
    };
  };
  /** One transaction: all records or none. Resolves with the namespace's new freshness counter. */
  'records.upsert': {
    params: { index: string; namespace: string; batch: RecordBatch };
    result: { readonly lsn: number };
  };
  'records.query': {
    params: {
      index: string;
      namespace: string;
      topK: number;
      by: { readonly id: string } | { readonly vector: Float32Array };
      filter?: Filter;
      includeValues: boolean;
      includeMetadata: boolean;
    };
    result: { readonly matches: readonly StoredMatch[]; readonly lsn: number };
  };
  'records.fetch': {
    params: { index: string; namespace: string; ids: readonly string[] };
    result: {
      readonly records: readonly {
        readonly id: string;
        readonly values: Float32Array;
        readonly metadata: Metadata;
      }[];
      readonly lsn: number;
    };
  };
  /** Ids after `after` in bytewise order, at most `limit`. */
  'records.list': {
    params: { index: string; namespace: string; prefix: string; after: string; limit: number };
    result: { readonly ids: readonly string[]; readonly isLast: boolean; readonly lsn: number };
  };
  'records.delete': {
    params: {
      index: string;
      namespace: string;
      selection:
        { readonly ids: readonly string[] } | { readonly filter: Filter } | { readonly all: true };
    };
    result: { readonly lsn: number };
  };
  /** All records of a namespace, or a seeded uniform sample of `limit` of them, with their exact values; buffers move. */
  'namespace.read': {
    params: { index: string; namespace: string; limit: number; seed: number };
    result: RecordBatch & {
      readonly total: number;
      readonly dimension: number;
      readonly metric: Metric;
    };
  };
};
