import { Failure } from '../../common/failure.ts';
import { CsvReader, delimiterOf, type CsvRow } from '../../model/files/csvRows.ts';
import type { FileRow, FileRows } from '../../model/files/rowFile.ts';
import { textPieces } from './textPieces.ts';

/**
 * Reads the rows of a CSV file by the names in its first row. The first row is data, with columns named by number, if it holds
 * a list or a fraction. Detects the delimiter.
 */
export async function* readCsv(file: string): AsyncGenerator<FileRows> {
  let reader: CsvReader | undefined;
  let header: Header | undefined;
  const rowsOf = (rows: readonly CsvRow[]): FileRow[] =>
    rows.flatMap((row) => {
      if (header !== undefined) return header.rowOf(row);
      header = new Header(row.cells);
      return header.isData ? header.rowOf(row) : [];
    });
  let start = '';
  for await (const { text, share } of textPieces(file)) {
    if (reader === undefined) {
      start += text;
      // The delimiter needs a whole first row.
      if (!start.includes('\n') && share < 1) continue;
      reader = new CsvReader(delimiterOf(start));
    }
    yield { rows: rowsOf(reader.push(start === '' ? text : start)), share };
    start = '';
  }
  yield { rows: rowsOf(reader?.end() ?? []), share: 1 };
}

class Header {
  readonly #names: readonly string[];
  /** Whether the first row holds data instead of names. */
  readonly isData: boolean;

  constructor(cells: readonly string[]) {
    this.isData = cells.some((cell) => /^\s*(?:\[|-?\d*\.\d)/.test(cell));
    this.#names = cells.map((cell, at) => {
      const name = this.isData ? '' : cell.trim();
      return name === '' ? `column ${at + 1}` : name;
    });
    const twice = this.#names.find((name, at) => this.#names.indexOf(name) < at);
    if (twice !== undefined)
      throw new Failure('badInput', `the column “${twice}” occurs twice in its first row`);
  }

  rowOf({ line, cells }: CsvRow): FileRow {
    const names = this.#names;
    if (cells.length !== names.length)
      return {
        place: line,
        problem: `it has ${cells.length === 1 ? '1 cell' : `${cells.length} cells`}, and the first row has ${names.length}`,
      };
    return {
      place: line,
      cells: Object.fromEntries(names.map((name, at) => [name, cells[at]])),
    };
  }
}
