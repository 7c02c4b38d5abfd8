import type { AliasTable } from '../storage/aliasTable.ts';
import type { IndexDatabase } from '../storage/indexDatabase.ts';
import type { StoredIndex } from '../storage/storedIndex.ts';
import type { CooperativeTask } from '../workers/cooperativeTasks.ts';
import type { FilterableFields } from './filters/filterableFields.ts';
import type { LoadedNamespaces } from './loadedNamespaces.ts';
import type { RecordReader } from './recordReader.ts';

/** What the operations of one open index share. */
export type IndexContext = {
  readonly index: StoredIndex;
  readonly database: IndexDatabase;
  readonly aliases: AliasTable;
  readonly filters: FilterableFields;
  readonly reader: RecordReader;
  readonly loaded: LoadedNamespaces;
  /** Runs a task in time slices. Throws `unavailable` if the index is closed meanwhile, and `cancelled` if the signal aborts. */
  readonly run: <T>(task: CooperativeTask<T>, signal?: AbortSignal) => Promise<T>;
  /** Whether the index is open and its file is still the one that was opened. */
  readonly isOpen: () => boolean;
  /** Throws `unavailable` once the index is closed. */
  readonly checkOpen: () => void;
};
