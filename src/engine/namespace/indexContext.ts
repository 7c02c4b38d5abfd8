import type { CooperativeTask } from '../workers/cooperativeTasks.ts';
import type { AliasTable } from '../storage/aliasTable.ts';
import type { IndexDatabase, NamespaceState } from '../storage/indexDatabase.ts';
import type { StoredIndex } from '../storage/storedIndex.ts';
import type { FilterableFields } from './filters/filterableFields.ts';
import type { LoadedNamespaces } from './loadedNamespaces.ts';
import type { RecordReader } from './recordReader.ts';

/** What the parts of one collection work with. */
export type IndexContext = {
  readonly index: StoredIndex;
  readonly database: IndexDatabase;
  readonly aliases: AliasTable;
  readonly filters: FilterableFields;
  readonly reader: RecordReader;
  readonly loaded: LoadedNamespaces;
  /** Where dense vectors have yet to be read: resolves when it is time to look at the namespace anew. */
  readonly loading: (state: NamespaceState) => Promise<void> | undefined;
  /** Resolves once the dense vectors of a namespace are in memory, if it has any. */
  readonly load: (namespace: string) => Promise<void>;
  /** Runs work in time slices. Throws `unavailable` when the index is closed meanwhile, `cancelled` when the signal aborts. */
  readonly run: <T>(steps: CooperativeTask<T>, signal?: AbortSignal) => Promise<T>;
  /** Whether the index is open and its file is still the one that was opened. */
  readonly isOpen: () => boolean;
  /** Throws `unavailable` once the index was closed. */
  readonly checkOpen: () => void;
};

/** Documents may lack a vector: their metadata is read from disk. */
export function isFilteredInMemory({ dimension, kind }: StoredIndex): boolean {
  return dimension !== undefined && kind !== 'documents';
}
