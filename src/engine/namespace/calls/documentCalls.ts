import type { Filter } from '../../../model/filter/filter.ts';
import type { Metadata } from '../../../model/record.ts';
import type { SparseVector } from '../../sparseSearch/sparseVector.ts';
import type { TextClause, TextCondition } from '../../textSearch/textRows.ts';
import type {
  ReadState,
  ShownFields,
  StoredPage,
  StoredRecord,
} from '../../storage/storedRecord.ts';

/** The calls of the store thread. Writes resolve when they are on disk. */
export type DocumentCalls = {
  /** Writes all documents or none. */
  'documents.upsert': {
    params: Place & { documents: readonly StoredRecord[] };
    result: { readonly lsn: number };
  };
  /**
   * Returns hits, best first; equal scores are ordered by id. Throws `badInput` for an invalid text query or a
   * field that is not full text.
   */
  'documents.search': {
    params: Place & {
      scoring: DocumentScoring;
      topK: number;
      selection?: DocumentSelection;
      shown?: ShownFields;
    };
    result: ReadState & { readonly matches: readonly DocumentHit[] };
  };
  /** Returns documents that pass a filter, with ids after `after`, at most `limit`. */
  'documents.fetchMatching': {
    params: Place & {
      selection: DocumentSelection;
      after: string;
      limit: number;
      shown?: ShownFields;
    };
    result: StoredPage;
  };
  /** Updates documents in one transaction. Ignores unknown ids. */
  'documents.update': {
    params: Place & { changes: readonly (DocumentChange & { readonly id: string })[] };
    result: { readonly lsn: number };
  };
  /** Changes every document that passes the filter at one moment. */
  'documents.updateMatching': {
    params: Place & { filter: Filter; change: DocumentChange };
    result: { readonly matched: number; readonly lsn: number };
  };
};

/**
 * Selects documents by a filter and text conditions. The filter reads the result of condition `n` from the field
 * `conditionField(n)`.
 */
export type DocumentSelection = {
  readonly filter: Filter;
  readonly conditions: readonly TextCondition[];
};

/** The ranking of a document search: dense, sparse or text. */
export type DocumentScoring =
  | { readonly dense: Float32Array }
  | { readonly sparse: SparseVector }
  | { readonly texts: readonly TextClause[] };

/** The fields that an update sets and removes. */
export type DocumentChange = {
  readonly metadata: Metadata;
  readonly values?: Float32Array;
  readonly sparse?: SparseVector;
  readonly removed: readonly string[];
};

export type DocumentHit = StoredRecord & { readonly score: number };

type Place = { readonly index: string; readonly namespace: string };

/** Returns the name of a condition's field. It begins with NUL, so no document has it. */
export function conditionField(place: number): string {
  return `\0${place}`;
}
