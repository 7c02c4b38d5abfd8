import { Failure } from '../../common/failure.ts';

/** Returns the delimiter that occurs most often in the first row outside quotation marks; a comma if none does. */
export function delimiterOf(text: string): string {
  const [row = ''] = /^(?:"(?:[^"]|"")*"?|[^"\r\n])*/.exec(text) ?? [];
  const plain = row.replaceAll(/"(?:[^"]|"")*"?/g, '');
  const counts = delimiters.map((one) => plain.split(one).length);
  return delimiters[counts.indexOf(Math.max(...counts))] ?? ',';
}

/** A row of a CSV file, and the line where it begins. */
export type CsvRow = { readonly line: number; readonly cells: readonly string[] };

/** Far above the longest record: a vector of 20,000 numbers and 40 KB of metadata. */
const maxRowLength = 4 * 1024 * 1024;

const delimiters = [',', ';', '\t', '|'] as const;

/**
 * Reads CSV in pieces as RFC 4180 defines it, with any delimiter and line ends of LF or CR LF. Skips empty lines. Keeps no
 * more than one row between two calls.
 */
export class CsvReader {
  readonly #delimiter: string;
  #rest = '';
  #line = 1;

  constructor(delimiter: string) {
    this.#delimiter = delimiter;
  }

  /** Returns the rows that end in this piece. Throws `badInput` for a row without an end. */
  push(piece: string): readonly CsvRow[] {
    return this.#rows(this.#rest + piece, false);
  }

  /** Returns the last row, if it has no line end. Throws `badInput` for a quotation mark that is not closed. */
  end(): readonly CsvRow[] {
    return this.#rows(this.#rest, true);
  }

  #rows(text: string, isEnd: boolean): readonly CsvRow[] {
    const rows: CsvRow[] = [];
    let at = 0;
    while (at < text.length) {
      const row = this.#row(text, at, isEnd);
      if (row === undefined) break;
      if (row.cells.length > 1 || row.cells[0] !== '')
        rows.push({ line: this.#line, cells: row.cells });
      this.#line += row.lines;
      at = row.next;
    }
    this.#rest = text.slice(at);
    if (this.#rest.length > maxRowLength || (isEnd && this.#rest !== '')) throw this.#endless();
    return rows;
  }

  /** Returns the row at a position; `undefined` if its end is not there yet. */
  #row(
    text: string,
    start: number,
    isEnd: boolean,
  ): { readonly cells: string[]; readonly next: number; readonly lines: number } | undefined {
    const cells: string[] = [];
    let lines = 0;
    for (let at = start; ;) {
      const cell = text[at] === '"' ? quoted(text, at) : { value: '', end: at };
      if (cell === undefined) return undefined;
      // Text behind a closing quotation mark belongs to the cell, as spreadsheets read it.
      const end = this.#endOfPlain(text, cell.end);
      if (end === text.length && !isEnd) return undefined;
      const isLast = text[end] !== this.#delimiter;
      const tail = text.slice(
        cell.end,
        isLast && text[end - 1] === '\r' && end > cell.end ? end - 1 : end,
      );
      cells.push(cell.value + tail);
      lines += countLines(text, at, cell.end);
      at = end + 1;
      if (isLast) return { cells, next: at, lines: lines + 1 };
    }
  }

  #endOfPlain(text: string, from: number): number {
    let at = from;
    while (at < text.length && text[at] !== this.#delimiter && text[at] !== '\n') at++;
    return at;
  }

  #endless(): Failure {
    return new Failure(
      'badInput',
      `Line ${this.#line} begins a row that does not end: a quotation mark is not closed`,
    );
  }
}

/** Returns a quoted cell and the position after it; `undefined` if it is not closed yet. */
function quoted(
  text: string,
  start: number,
): { readonly value: string; readonly end: number } | undefined {
  let value = '';
  for (let from = start + 1; ;) {
    const mark = text.indexOf('"', from);
    // The next character decides whether the mark closes the cell.
    if (mark < 0) return undefined;
    value += text.slice(from, mark);
    if (text[mark + 1] !== '"') return { value, end: mark + 1 };
    value += '"';
    from = mark + 2;
  }
}

function countLines(text: string, from: number, end: number): number {
  let lines = 0;
  for (let at = text.indexOf('\n', from); at >= 0 && at < end; at = text.indexOf('\n', at + 1))
    lines++;
  return lines;
}
