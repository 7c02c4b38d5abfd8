import type { Filter } from '../../../model/filter/filter.ts';
import type { Metadata } from '../../../model/record.ts';
import type { SparseVector } from '../../sparseSearch/sparseVector.ts';
import type { PackedHits } from './storedHits.ts';
import type {
  ReadState,
  ShownFields,
  StoredPage,
  StoredRecord,
} from '../../storage/storedRecord.ts';

/** Calls on the records of a namespace. */
export type RecordCalls = {
  /** Writes all records or none, in one transaction. Resolves with the namespace's new freshness counter. */
  'records.upsert': { params: Place & { batch: RecordBatch }; result: { readonly lsn: number } };
  /** The best hits first, those of equal score by id. */
  'records.query': {
    params: Place & {
      topK: number;
      by: QueryVectors;
      filter?: Filter;
      required?: RequiredTerms;
      includeValues: boolean;
      /** `partly` if the response shows only some of the fields. */
      includeMetadata: boolean | 'partly';
    };
    result: ReadState & { readonly hits: PackedHits };
  };
  'records.fetch': {
    params: Place & { ids: readonly string[]; shown?: ShownFields };
    result: ReadState & { readonly records: readonly StoredRecord[] };
  };
  /** Records that pass the filter, with ids after `after`, at most `limit`. */
  'records.fetchMatching': {
    params: Place & { filter: Filter; after: string; limit: number };
    result: StoredPage;
  };
  /** Changes the given parts; metadata is merged field by field. Does nothing for an unknown id. */
  'records.update': {
    params: Place & {
      id: string;
      values?: Float32Array;
      sparse?: SparseVector;
      metadata?: Metadata;
    };
    result: { readonly lsn: number };
  };
  /** Merges metadata into all records that pass the filter at one moment. A dry run only counts them. */
  'records.updateMatching': {
    params: Place & { filter: Filter; metadata: Metadata; isDryRun: boolean };
    result: { readonly matched: number; readonly lsn: number };
  };
  /**
   * Writes float32 dense values of records into a shared buffer, starting at index `first`, `stride` values apart;
   * zeros for records without a vector. Returns the existing records.
   */
  'records.readInto': {
    params: Place & { ids: readonly string[]; into: ArrayBuffer; first: number; stride: number };
    result: { readonly ids: readonly string[]; readonly metadata: readonly Metadata[] };
  };
  /** Returns a bit for each id: whether its record passes the filter (32-bit words, lowest bit first). */
  'records.matching': {
    params: Place & { filter: Filter; ids: readonly string[] };
    result: { readonly bits: ArrayBuffer };
  };
  /** Returns a bit for each id: whether all words occur in its id, its title or its whole text. */
  'records.containing': {
    params: Place & { words: readonly string[]; ids: readonly string[] };
    result: { readonly bits: ArrayBuffer };
  };
  'records.countMatching': {
    params: Place & { filter: Filter };
    result: { readonly count: number };
  };
  /**
   * Returns the scores of records for a dense vector as a Float32Array in the order of `ids`, NaN for missing
   * records. Throws `badInput` for a vector of another length.
   */
  'records.scores': {
    params: Place & { vector: Float32Array; ids: readonly string[] };
    result: { readonly scores: ArrayBuffer };
  };
  /** Returns ids after `after` in bytewise order, at most `limit`. */
  'records.list': {
    params: Place & { prefix: string; after: string; limit: number };
    result: ReadState & { readonly ids: readonly string[]; readonly isLast: boolean };
  };
  /** A mark. `records.addedAfter` finds the records that are added from now on. */
  'records.mark': { params: { index: string }; result: { readonly mark: number } };
  /** Returns records added after a mark, oldest first, and the mark of the last one. */
  'records.addedAfter': {
    params: { index: string; mark: number; limit: number };
    result: {
      readonly records: readonly { readonly id: string; readonly namespace: string }[];
      readonly mark: number;
    };
  };
  /** `matched` counts the given ids, or the records that passed the filter. */
  'records.delete': {
    params: Place & {
      /** Whether to throw `notFound` for an unknown namespace. Default: it has no records to delete. */
      requiresNamespace?: boolean;
      selection:
        { readonly ids: readonly string[] } | { readonly filter: Filter } | { readonly all: true };
    };
    result: { readonly matched: number; readonly lsn: number };
  };
};

/** Records in bulk. `values` holds float32 rows in the order of `ids`; it is empty for a sparse index. */
export type RecordBatch = {
  readonly ids: readonly string[];
  readonly values: ArrayBuffer;
  readonly metadata: readonly Metadata[];
  readonly sparse?: readonly (SparseVector | undefined)[];
};

/** The vectors of a query: those of the record with this id, or given ones. */
export type QueryVectors =
  { readonly id: string } | { readonly vector?: Float32Array; readonly sparse?: SparseVector };

/** Terms that a text field must contain, all of them, in any order and case. */
export type RequiredTerms = { readonly field: string; readonly terms: readonly string[] };

type Place = { readonly index: string; readonly namespace: string };
