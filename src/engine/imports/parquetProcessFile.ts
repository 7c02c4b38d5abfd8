import { fileURLToPath } from 'node:url';

/** Returns the bundle of the process that decodes Parquet, or its source when the engine runs from source. */
export function parquetProcessFile(): string {
  const isSource = import.meta.url.endsWith('.ts');
  const file = isSource ? '../../parquet/parquetProcess.ts' : './engine-parquet.js';
  return fileURLToPath(new URL(file, import.meta.url));
}
