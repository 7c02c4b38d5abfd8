import { isAlive } from './engineAddress.ts';
import { DraftFile } from './draftFile.ts';
import { recordFileWriter } from './recordFileWriter.ts';

/** Returns what an export needs of this machine; Parquet is written by the program `parquetProcess`. */
export function exportFiles(parquetProcess: string) {
  return {
    createDraft: (file: string): Promise<DraftFile> => DraftFile.create(file),
    openDraft: (file: string, draft: { readonly path: string; readonly sizeBytes: number }) =>
      DraftFile.resume(file, draft),
    writeParquet: recordFileWriter(parquetProcess),
    pid: process.pid,
    isRunning: isAlive,
    now: Date.now,
  };
}
