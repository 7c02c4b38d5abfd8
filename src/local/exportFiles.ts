import { DraftFile } from './draftFile.ts';
import { recordFileWriter } from './recordFileWriter.ts';

/** Returns what an export needs of the disk; Parquet is written by the program `parquetProcess`. */
export function exportFiles(parquetProcess: string) {
  return {
    createDraft: (file: string): Promise<DraftFile> => DraftFile.create(file),
    writeParquet: recordFileWriter(parquetProcess),
  };
}
