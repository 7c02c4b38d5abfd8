import type { StoredIndex } from '../../storage/storedIndex.ts';

/** Whether filters read metadata columns in memory. Documents may lack a vector: their metadata is read from disk. */
export function isFilteredInMemory({ dimension, kind }: StoredIndex): boolean {
  return dimension !== undefined && kind !== 'documents';
}
