import { stat } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../../common/failure.ts';
import type { FileRow, FileRows, RowFile } from '../../model/files/rowFile.ts';
import { readCsv } from './csvRowFile.ts';
import { readJsonFile } from './jsonFile.ts';
import { readJsonLines } from './jsonLines.ts';
import { readNpy } from './npyFile.ts';
import { readParquet } from './parquetRows.ts';
import { readVdf, vdfName } from './vdfFolder.ts';

/**
 * Opens a file of records; the ending of its name decides how it is read. `parquetProcess` is the program that decodes Parquet.
 * Throws `badInput` if the file cannot be read.
 */
export async function openRowFile(file: string, parquetProcess: string): Promise<RowFile> {
  const name = path.basename(file);
  const format = formatOf(name, parquetProcess);
  if (format === undefined)
    throw new Failure(
      'badInput',
      `“${name}” has an ending that cannot be imported: use one of .${rowFileEndings.join(', .')}`,
    );
  const stats = await stat(file).catch((cause: unknown) => {
    throw new Failure('badInput', `“${name}” cannot be read`, { cause });
  });
  const { unit, isText, read } = format;
  return {
    name,
    path: file,
    unit,
    isText,
    stamp: `${stats.size}/${stats.mtimeMs}`,
    rows: () => withPlace(name, unit, read(file)),
  };
}

type Format = Pick<RowFile, 'unit' | 'isText'> & {
  readonly read: (file: string) => AsyncIterable<FileRows>;
};

/** Endings of the files that can be opened, without the dot. */
export const rowFileEndings: readonly string[] = 'jsonl ndjson csv tsv parquet npy json gz'.split(
  ' ',
);

function formatOf(name: string, parquetProcess: string): Format | undefined {
  const parquet = (file: string): AsyncIterable<FileRows> => readParquet(file, parquetProcess);
  const ofRows = { unit: 'row', isText: false } as const;
  if (name === vdfName) return { ...ofRows, read: (file) => readVdf(file, parquet) };
  // Only text is read through gzip.
  const plain = name.toLowerCase();
  switch (path.extname(plain.replace(/\.gz$/, ''))) {
    case '.jsonl':
    case '.ndjson':
      return { unit: 'line', isText: false, read: readJsonLines };
    case '.csv':
    case '.tsv':
      return { unit: 'line', isText: true, read: readCsv };
    case '.json':
      return { ...ofRows, read: readJsonFile };
    case '.parquet':
      return plain.endsWith('.gz') ? undefined : { ...ofRows, read: parquet };
    case '.npy':
      return plain.endsWith('.gz') ? undefined : { ...ofRows, read: readNpy };
    default:
      return undefined;
  }
}

/** Adds the name of the file, and the place before it, to the reason why the rest cannot be read. */
async function* withPlace(
  name: string,
  unit: RowFile['unit'],
  rows: AsyncIterable<FileRows>,
): AsyncGenerator<FileRows> {
  let last: FileRow | undefined;
  try {
    for await (const some of rows) {
      last = some.rows.at(-1) ?? last;
      yield some;
    }
  } catch (error) {
    if (!Failure.is(error, 'badInput')) throw error;
    const after = last === undefined ? '' : ` after ${unit} ${last.place}`;
    throw new Failure('badInput', `“${name}” cannot be read${after}: ${error.message}`, {
      cause: error,
    });
  }
}
