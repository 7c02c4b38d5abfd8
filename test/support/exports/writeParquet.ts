import { recordFileWriter } from '../../../src/local/recordFileWriter.ts';
import type { WriteParquet } from '../../../src/services/exports/fileExport.ts';

/** Writes Parquet as the extension does, with the program from its source. */
export const writeParquet: WriteParquet = recordFileWriter('src/parquet/parquetProcess.ts');
