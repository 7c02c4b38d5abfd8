/** A word that terms are compared with by their Levenshtein distance: a swap of two characters counts as two edits. */
export class FuzzyWord {
  /** Terms are short: no test is unusually long. */
  readonly work = 0;
  readonly #word: Uint32Array;
  readonly #maxEdits: number;
  /** Characters of the compared term. */
  readonly #term: Uint32Array;
  /** Two rows of the table of distances. Both are reused. */
  #above: Uint32Array;
  #current: Uint32Array;

  constructor(word: string, maxEdits: number) {
    this.#word = Uint32Array.from(word, (character) => character.codePointAt(0)!);
    this.#maxEdits = maxEdits;
    this.#term = new Uint32Array(this.#word.length + maxEdits);
    this.#above = new Uint32Array(this.#word.length + 1);
    this.#current = new Uint32Array(this.#word.length + 1);
  }

  /** Whether the term is the word after at most `maxEdits` inserted, deleted or substituted characters. */
  matches(term: string): boolean {
    const width = this.#word.length;
    const height = this.#read(term);
    if (height === undefined || height < width - this.#maxEdits) return false;
    for (let at = 0; at <= width; at++) this.#above[at] = at;
    for (let row = 1; row <= height; row++) {
      if (!this.#fillRow(row)) return false;
      [this.#above, this.#current] = [this.#current, this.#above];
    }
    return this.#above[width]! <= this.#maxEdits;
  }

  /** Fills the cells that can be within the limit (Ukkonen 1985). False if none is. */
  #fillRow(row: number): boolean {
    const edits = this.#maxEdits;
    const [word, above, current] = [this.#word, this.#above, this.#current];
    const character = this.#term[row - 1];
    const first = Math.max(1, row - edits);
    const last = Math.min(word.length, row + edits);
    let least = (current[first - 1] = first === 1 ? row : edits + 1);
    for (let at = first; at <= last; at++) {
      const substituted = above[at - 1]! + (word[at - 1] === character ? 0 : 1);
      const cell = Math.min(substituted, above[at]! + 1, current[at - 1]! + 1);
      current[at] = cell;
      least = Math.min(least, cell);
    }
    if (last < word.length) current[last + 1] = edits + 1;
    return least <= edits;
  }

  /** Reads the characters of a term. Returns their number, or undefined if the term is too long to match. */
  #read(term: string): number | undefined {
    let count = 0;
    for (let at = 0; at < term.length; count++) {
      if (count === this.#term.length) return undefined;
      const character = term.codePointAt(at)!;
      this.#term[count] = character;
      at += character > 0xffff ? 2 : 1;
    }
    return count;
  }
}
