/** A set of row numbers as bits, 32 in a word, the lowest first. Grows as rows are added. */
export class BitSet {
  #words: Uint32Array;

  /** Takes ownership of `words`. */
  constructor(words: Uint32Array = new Uint32Array(64)) {
    this.#words = words;
  }

  get words(): Uint32Array {
    return this.#words;
  }

  has(row: number): boolean {
    const word = this.#words[row >>> 5];
    return word !== undefined && ((word >>> (row & 31)) & 1) === 1;
  }

  set(row: number, isIn: boolean): void {
    const at = row >>> 5;
    if (at >= this.#words.length) this.#grow(at + 1);
    if (isIn) this.#words[at]! |= 1 << (row & 31);
    else this.#words[at]! &= ~(1 << (row & 31));
  }

  #grow(words: number): void {
    const grown = new Uint32Array(Math.max(words, 2 * this.#words.length));
    grown.set(this.#words);
    this.#words = grown;
  }
}

/** Bytes of a mask of `rowCount` rows, a multiple of 8: the kernel reads 64-bit words. */
export function maskBytes(rowCount: number): number {
  return Math.ceil(rowCount / 64) * 8;
}

/** The number of bits that are set. */
export function countBits(words: Uint32Array): number {
  let count = 0;
  // No iterator: it takes ten times as long.
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    // Hacker's Delight, 5-1.
    let bits = word - ((word >>> 1) & 0x5555_5555);
    bits = (bits & 0x3333_3333) + ((bits >>> 2) & 0x3333_3333);
    count += Math.imul((bits + (bits >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
  }
  return count;
}

/** The rows whose bit is set, in ascending order. `count` is their number. */
export function rowsOf(words: Uint32Array, count: number): Uint32Array {
  const rows = new Uint32Array(count);
  let found = 0;
  for (let at = 0; at < words.length; at++) {
    let bits = words[at]!;
    while (bits !== 0) {
      rows[found++] = at * 32 + 31 - Math.clz32(bits & -bits);
      bits &= bits - 1;
    }
  }
  return rows;
}
