/** Splits lines into rows of cells (RFC 4180): a quoted cell may hold the separator, quotes and line breaks. */
export class CsvCells {
  readonly #separator: string;
  #cells: string[] = [];
  /** The quoted cell that goes on in the next line. */
  #open: string | undefined;
  #from = 0;

  constructor(separator: ',' | ';' | '\t') {
    this.#separator = separator;
  }

  /** The line where an unfinished quoted cell starts. */
  get openLine(): number | undefined {
    return this.#open === undefined ? undefined : this.#from;
  }

  /** Returns the row that ends with this line; `undefined` while a quoted cell goes on. */
  read(text: string, line: number): CsvRow | undefined {
    if (this.#open === undefined) {
      if (!text.includes('"')) return { cells: text.split(this.#separator), line };
      this.#from = line;
      this.#cells = [];
    }
    let at = 0;
    if (this.#open !== undefined) {
      const end = this.#readQuoted(text, 0, `${this.#open}\n`);
      if (end < 0) return undefined;
      at = end;
    }
    while (at <= text.length) {
      at = text[at] === '"' ? this.#readQuoted(text, at + 1, '') : this.#readPlain(text, at);
      if (at < 0) return undefined;
    }
    return { cells: this.#cells, line: this.#from };
  }

  #readPlain(text: string, from: number): number {
    const next = text.indexOf(this.#separator, from);
    const end = next < 0 ? text.length : next;
    this.#cells.push(text.slice(from, end));
    return end + 1;
  }

  /** Returns where the next cell starts; -1 if the quoted cell goes on in the next line. */
  #readQuoted(text: string, from: number, before: string): number {
    let value = before;
    let at = from;
    for (;;) {
      const quote = text.indexOf('"', at);
      if (quote < 0) {
        this.#open = value + text.slice(at);
        return -1;
      }
      value += text.slice(at, quote);
      if (text[quote + 1] !== '"') {
        const next = text.indexOf(this.#separator, quote + 1);
        const end = next < 0 ? text.length : next;
        this.#cells.push(value + text.slice(quote + 1, end));
        this.#open = undefined;
        return end + 1;
      }
      value += '"';
      at = quote + 2;
    }
  }
}

/** A row of a CSV file, and the line where it starts. */
export type CsvRow = { readonly cells: readonly string[]; readonly line: number };
