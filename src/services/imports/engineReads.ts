import { localEnvironment } from '../../model/environment.ts';
import { defaultNamespace, type VectorIndex } from '../../model/vectorIndex.ts';
import type { WritePlace } from '../writes/recordWrites.ts';

/** Whether the engine can import a file with these columns by itself, which is faster. */
export function engineReads(
  { environment, namespace }: WritePlace,
  file: string,
  columns: readonly string[],
  { kind }: Pick<VectorIndex, 'kind'>,
): boolean {
  // Each column of a file of documents is a field.
  const isKnown =
    kind === 'documents'
      ? columns.includes('_id')
      : columns.every((column) => engineColumns.includes(column));
  return (
    environment.id === localEnvironment.id &&
    namespace === defaultNamespace &&
    isEngineFile(file) &&
    isKnown
  );
}

/** The columns that the engine's own import reads. */
const engineColumns: readonly string[] =
  'id namespace values sparse_values sparseValues metadata'.split(' ');

/** Whether the engine reads files with this ending. */
function isEngineFile(file: string): boolean {
  return /\.(?:jsonl|ndjson|parquet)$/i.test(file);
}
