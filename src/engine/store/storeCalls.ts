import type { Filter } from '../../model/filter/filter.ts';
import type { Metadata } from '../../model/record.ts';
import type { SparseVector } from '../sparseSearch/sparseVector.ts';
import type { NamespaceAlias } from '../storage/aliasTable.ts';
import type { RestoreJob, RestoreSettings, StoredBackup } from '../catalog/storedBackup.ts';
import type { IndexChanges } from '../catalog/configuredIndex.ts';
import type { DocumentCalls } from '../namespace/documentCalls.ts';
import type { StoredImport } from '../storage/importTable.ts';
import type { NamespaceDetails } from '../storage/namespaceTable.ts';
import type { IndexState, StoredIndex } from '../storage/storedIndex.ts';
import type { ReadState, ShownFields, StoredPage, StoredRecord } from '../storage/storedRecord.ts';

/** Records in bulk: `values` holds a Float32Array, row after row, in the order of `ids`; nothing in a sparse index. */
export type RecordBatch = {
  readonly ids: readonly string[];
  readonly values: ArrayBuffer;
  readonly metadata: readonly Metadata[];
  readonly sparse?: readonly (SparseVector | undefined)[];
};

export type StoredMatch = {
  readonly id: string;
  readonly score: number;
  readonly values?: Float32Array;
  readonly sparse?: SparseVector;
  readonly metadata?: Metadata;
};

/** What a query looks for: a record's own vectors, or vectors of which the index' kind needs at least one. */
export type QueryTarget =
  { readonly id: string } | { readonly vector?: Float32Array; readonly sparse?: SparseVector };

/** Words that all have to be in a field of text, in any order and case. */
export type RequiredTerms = { readonly field: string; readonly terms: readonly string[] };

/** What the thread of the store answers. Writes resolve once they are on disk. */
export type StoreCalls = RecordCalls & DocumentCalls;

type RecordCalls = {
  'index.list': { params: null; result: readonly IndexState[] };
  /** Throws `notFound`. */
  'index.describe': { params: { name: string }; result: IndexState };
  /** Throws `conflict` where the name is taken. */
  'index.create': { params: StoredIndex; result: void };
  /** Throws `notFound`, and `badInput` where the index would have too many tags. */
  'index.configure': { params: IndexChanges & { name: string }; result: IndexState };
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
      by: QueryTarget;
      filter?: Filter;
      required?: RequiredTerms;
      includeValues: boolean;
      /** `partly` where the answer shows only some of the fields. */
      includeMetadata: boolean | 'partly';
    };
    result: ReadState & { readonly matches: readonly StoredMatch[] };
  };
  'records.fetch': {
    params: { index: string; namespace: string; ids: readonly string[]; shown?: ShownFields };
    result: ReadState & { readonly records: readonly StoredRecord[] };
  };
  /** Records that pass, with ids after `after`, at most `limit`. */
  'records.fetchMatching': {
    params: { index: string; namespace: string; filter: Filter; after: string; limit: number };
    result: StoredPage;
  };
  /** Changes what is given; metadata is merged field by field. An id that is not there is no error. */
  'records.update': {
    params: {
      index: string;
      namespace: string;
      id: string;
      values?: Float32Array;
      sparse?: SparseVector;
      metadata?: Metadata;
    };
    result: { readonly lsn: number };
  };
  /** Merges metadata into every record that passes at one moment; a dry run only counts them. */
  'records.updateMatching': {
    params: {
      index: string;
      namespace: string;
      filter: Filter;
      metadata: Metadata;
      isDryRun: boolean;
    };
    result: { readonly matched: number; readonly lsn: number };
  };
  /**
   * Writes the exact dense values of records into a shared memory, one behind the other: float32 numbers, the first of
   * them at place `first`, `stride` places from a record to the next; zeros where one has none. Returns the records that
   * are there.
   */
  'records.readInto': {
    params: {
      index: string;
      namespace: string;
      ids: readonly string[];
      into: ArrayBuffer;
      first: number;
      stride: number;
    };
    result: { readonly ids: readonly string[]; readonly metadata: readonly Metadata[] };
  };
  /** Which of the records pass, as bits in the order of `ids` (words of 32, the lowest first). */
  'records.matching': {
    params: { index: string; namespace: string; filter: Filter; ids: readonly string[] };
    result: { readonly bits: ArrayBuffer };
  };
  'records.countMatching': {
    params: { index: string; namespace: string; filter: Filter };
    result: { readonly count: number };
  };
  /**
   * The scores of records for a dense vector, a Float32Array in the order of `ids`; NaN for those that are gone. Throws
   * `badInput` for a vector of another length.
   */
  'records.scores': {
    params: { index: string; namespace: string; vector: Float32Array; ids: readonly string[] };
    result: { readonly scores: ArrayBuffer };
  };
  /** Ids after `after` in bytewise order, at most `limit`. */
  'records.list': {
    params: { index: string; namespace: string; prefix: string; after: string; limit: number };
    result: ReadState & { readonly ids: readonly string[]; readonly isLast: boolean };
  };
  /** A mark behind which records that are added from now on are found. */
  'records.mark': { params: { index: string }; result: { readonly mark: number } };
  /** Records that were added after a mark, the oldest first, and the mark of the last. */
  'records.addedAfter': {
    params: { index: string; mark: number; limit: number };
    result: {
      readonly records: readonly { readonly id: string; readonly namespace: string }[];
      readonly mark: number;
    };
  };
  'records.delete': {
    params: {
      index: string;
      namespace: string;
      selection:
        { readonly ids: readonly string[] } | { readonly filter: Filter } | { readonly all: true };
    };
    /** `matched` counts what was asked for: ids, or the records that passed. */
    result: { readonly matched: number; readonly lsn: number };
  };
  /** By name. */
  'alias.list': { params: { index: string }; result: readonly NamespaceAlias[] };
  /** Throws `notFound`. */
  'alias.get': { params: { index: string; name: string }; result: NamespaceAlias };
  /** Throws `conflict` where the name is taken, by an alias or by a namespace; `badInput` where the target is none. */
  'alias.create': {
    params: { index: string; name: string; target: string };
    result: NamespaceAlias;
  };
  /** Throws `notFound`, and `badInput` where the target is no namespace. */
  'alias.change': {
    params: { index: string; name: string; target: string };
    result: NamespaceAlias;
  };
  /** Throws `notFound`. */
  'alias.delete': { params: { index: string; name: string }; result: void };
  /** The oldest first. */
  'import.list': { params: { index: string }; result: readonly StoredImport[] };
  /** Throws `notFound`. */
  'import.get': { params: { index: string; id: string }; result: StoredImport };
  /** Resolves with the import, which has an id then. */
  'import.create': { params: Omit<StoredImport, 'id'> & { index: string }; result: StoredImport };
  'import.save': { params: StoredImport & { index: string }; result: void };
  /** The oldest first. */
  'backup.list': { params: null; result: readonly StoredBackup[] };
  /** Throws `notFound`. */
  'backup.get': { params: { id: string }; result: StoredBackup };
  /** Resolves once the copy is on disk; the index can be read and written meanwhile. */
  'backup.create': {
    params: { index: string; name?: string; description?: string };
    result: StoredBackup;
  };
  /** Throws `notFound`. */
  'backup.delete': { params: { id: string }; result: void };
  /** Resolves once the index is there. Throws `notFound`; `conflict` where its name is taken. */
  'backup.restore': { params: RestoreSettings & { id: string }; result: RestoreJob };
  /** The oldest first. */
  'restoreJob.list': { params: null; result: readonly RestoreJob[] };
  /** By name; those with records, and those that were created by name. */
  'namespace.list': { params: { index: string }; result: readonly NamespaceDetails[] };
  /** Throws `notFound`, and `badInput` where the name is an alias. The default namespace is always there. */
  'namespace.describe': { params: { index: string; namespace: string }; result: NamespaceDetails };
  /** Throws `conflict` where it is there. */
  'namespace.create': {
    params: { index: string; namespace: string; filterable?: readonly string[] };
    result: void;
  };
  /** Takes it away with its records. Throws `notFound`; `badInput` where it is an alias, or an alias stands for it. */
  'namespace.delete': { params: { index: string; namespace: string }; result: void };
  /** What tells whether a namespace has changed: the name of its index' file, and its freshness counter. */
  'namespace.version': {
    params: { index: string; namespace: string };
    result: { readonly source: string; readonly lsn: number };
  };
};
