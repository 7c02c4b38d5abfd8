import { Failure } from '../../common/failure.ts';
import { isObject } from '../../common/objects.ts';
import { rowsOfObject } from '../../model/files/jsonShapes.ts';
import type { FileRow, FileRows } from '../../model/files/rowFile.ts';
import { textPieces } from './textPieces.ts';

/** Reads the objects of a JSON Lines file. Skips empty lines. */
export async function* readJsonLines(file: string): AsyncGenerator<FileRows> {
  let rest = '';
  let line = 0;
  const rowsOf = (lines: readonly string[]): FileRow[] =>
    lines.flatMap((text) => {
      line++;
      return text.trim() === '' ? [] : rowOf(text, line);
    });
  for await (const { text, share } of textPieces(file)) {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    yield { rows: rowsOf(lines), share };
    if (rest.length > maxLineLength)
      throw new Failure('badInput', `line ${line + 1} is longer than 4 MB`);
  }
  yield { rows: rowsOf([rest]), share: 1 };
}

/** Far above the longest record: a vector of 20,000 numbers and 40 KB of metadata. */
const maxLineLength = 4 * 1024 * 1024;

function rowOf(text: string, place: number): readonly FileRow[] {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return rowsOfObject(value, place);
    return [{ place, problem: 'it is not a JSON object' }];
  } catch {
    return [{ place, problem: 'it is not valid JSON' }];
  }
}
