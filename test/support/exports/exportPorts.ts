import { exportFiles } from '../../../src/local/exportFiles.ts';
import type { ExportsDeps } from '../../../src/services/exports/exports.ts';
import { MemoryState } from '../memoryStores.ts';

/** Returns what exports need besides connections, with the Parquet writer from its source and positions in memory. */
export function exportPorts(): Omit<ExportsDeps, 'connections'> {
  return { ...exportFiles('src/parquet/parquetProcess.ts'), state: new MemoryState() };
}
