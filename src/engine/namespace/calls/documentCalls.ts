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

/** Which documents are meant: the filter finds the outcome of the condition at `n` in the field `conditionField(n)`. */
export type DocumentSelection = {
  readonly filter: Filter;
  readonly conditions: readonly TextCondition[];
};

/** What documents are ranked by. */
export type DocumentScoring =
  | { readonly dense: Float32Array }
  | { readonly sparse: SparseVector }
  | { readonly texts: readonly TextClause[] };

/** What an update gives a document, and the fields that it takes away. */
export type DocumentChange = {
  readonly metadata: Metadata;
  readonly values?: Float32Array;
  readonly sparse?: SparseVector;
  readonly removed: readonly string[];
};

export type DocumentHit = StoredRecord & { readonly score: number };

type Place = { readonly index: string; readonly namespace: string };

/** What the thread of the store answers about documents; other calls are those of records. */
export type DocumentCalls = {
  /** One transaction: all documents or none. */
  'documents.upsert': {
    params: Place & { documents: readonly StoredRecord[] };
    result: { readonly lsn: number };
  };
  /** The best first, those of equal score by id. Throws `badInput` for text that is no query, or fields without text. */
  'documents.search': {
    params: Place & {
      scoring: DocumentScoring;
      topK: number;
      selection?: DocumentSelection;
      shown?: ShownFields;
    };
    result: ReadState & { readonly matches: readonly DocumentHit[] };
  };
  /** Documents that pass, with ids after `after`, at most `limit`. */
  'documents.fetchMatching': {
    params: Place & {
      selection: DocumentSelection;
      after: string;
      limit: number;
      shown?: ShownFields;
    };
    result: StoredPage;
  };
  /** One transaction. Ids that are not there are no error. */
  'documents.update': {
    params: Place & { changes: readonly (DocumentChange & { readonly id: string })[] };
    result: { readonly lsn: number };
  };
  /** Changes every document that passes at one moment. */
  'documents.updateMatching': {
    params: Place & { filter: Filter; change: DocumentChange };
    result: { readonly matched: number; readonly lsn: number };
  };
};

/** A field that no document has, since it begins with NUL. */
export function conditionField(place: number): string {
  return `\0${place}`;
}
