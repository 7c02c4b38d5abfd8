import type { IndexKind, Metric } from '../../model/vectorIndex.ts';
import type { DocumentFields, Embedding } from './indexFields.ts';

/** The stored definition of an index. The engine renders both response formats of the API from it. */
export type StoredIndex = {
  readonly name: string;
  readonly kind: IndexKind;
  readonly vectorType: 'dense' | 'sparse';
  /** Absent for sparse indexes. */
  readonly dimension?: number;
  readonly metric: Metric;
  /** Whether the schema allows sparse values beside dense ones. Absent for indexes created without a schema. */
  readonly sparseValues?: 'declared' | 'refused';
  /** The metadata fields declared filterable when the index was created. Absent if none were declared. */
  readonly filterable?: readonly string[];
  /** Only in indexes of the kind `records`. */
  readonly embedding?: Embedding;
  /** Only in indexes of the kind `documents`. */
  readonly fields?: DocumentFields;
  readonly sourceBackupId?: string;
  readonly cloud: string;
  readonly region: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly isProtected: boolean;
};

/** An index and whether its file is damaged. A damaged index can only be deleted. */
export type IndexState = StoredIndex & { readonly isDamaged: boolean };
