import { stat } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../../common/failure.ts';
import type { FileRow, FileRows, RowFile } from '../../model/files/rowFile.ts';
import { readCsv } from './csvRowFile.ts';
import { readJsonLines } from './jsonLines.ts';

type Format = Pick<RowFile, 'unit' | 'isText'> & {
  readonly read: (file: string) => AsyncIterable<FileRows>;
};

const jsonLines: Format = { unit: 'line', isText: false, read: readJsonLines };
const csv: Format = { unit: 'line', isText: true, read: readCsv };

const formats: Readonly<Record<string, Format>> = {
  '.jsonl': jsonLines,
  '.ndjson': jsonLines,
  '.csv': csv,
  '.tsv': csv,
};

/** Endings of the files that can be opened, without the dot. */
export const rowFileEndings: readonly string[] = [
  ...Object.keys(formats).map((ending) => ending.slice(1)),
  'gz',
];

/** Opens a file of records; the ending of its name decides how it is read. Throws `badInput` if it cannot be read. */
export async function openRowFile(file: string): Promise<RowFile> {
  const name = path.basename(file);
  const plain = name.toLowerCase().replace(/\.gz$/, '');
  const format = formats[path.extname(plain)];
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
