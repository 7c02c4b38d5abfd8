import type { IndexKind, Metric } from '../../model/vectorIndex.ts';
import type { DocumentFields, Embedding } from './indexFields.ts';

/** An index as the engine keeps it; both answer shapes of the API are rendered from it. */
export type StoredIndex = {
  readonly name: string;
  readonly kind: IndexKind;
  readonly vectorType: 'dense' | 'sparse';
  /** Absent for sparse indexes. */
  readonly dimension?: number;
  readonly metric: Metric;
  /** Whether a schema declares sparse values beside the dense ones; absent where no schema was asked for. */
  readonly sparseValues?: 'declared' | 'refused';
  /** The fields of metadata that its creation declared filterable, if it did. */
  readonly filterable?: readonly string[];
  /** Of an index of the kind `records`. */
  readonly embedding?: Embedding;
  /** Of an index of the kind `documents`. */
  readonly fields?: DocumentFields;
  readonly sourceBackupId?: string;
  readonly cloud: string;
  readonly region: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly isProtected: boolean;
};

/** An index with what its file looks like: one that is damaged can only be deleted. */
export type IndexState = StoredIndex & { readonly isDamaged: boolean };
