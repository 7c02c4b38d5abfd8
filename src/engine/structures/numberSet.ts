/** A set of record numbers, as bits in blocks. A million consecutive numbers take 125 KB. */
export class NumberSet {
  readonly #blocks = new Map<number, Uint32Array>();
  #size = 0;

  /** The block of a number. */
  static blockOf(number: number): number {
    return Math.floor(number / blockNumbers);
  }

  get size(): number {
    return this.#size;
  }

  has(number: number): boolean {
    const word = this.#blocks.get(NumberSet.blockOf(number))?.[wordOf(number)] ?? 0;
    return (word & bitOf(number)) !== 0;
  }

  add(number: number): void {
    if (this.has(number)) return;
    const at = NumberSet.blockOf(number);
    const words = this.#blocks.get(at) ?? new Uint32Array(blockWords);
    this.#blocks.set(at, words);
    words[wordOf(number)]! |= bitOf(number);
    this.#size++;
  }

  delete(number: number): void {
    if (!this.has(number)) return;
    this.#blocks.get(NumberSet.blockOf(number))![wordOf(number)]! &= ~bitOf(number);
    this.#size--;
  }

  clear(): void {
    // Running iterations hold the blocks, so the bits are cleared.
    for (const words of this.#blocks.values()) words.fill(0);
    this.#size = 0;
  }

  /** The lowest numbers in ascending order, at most `limit`. */
  first(limit: number): number[] {
    const found: number[] = [];
    for (const number of this.values()) {
      if (found.length === limit) break;
      found.push(number);
    }
    return found;
  }

  /** The numbers in ascending order. Includes changes made meanwhile above the last number returned. */
  *values(): Generator<number, void> {
    for (const at of this.blocks()) {
      const words = this.#blocks.get(at)!;
      for (let word = 0; word < blockWords; word++)
        for (let bit = 0; words[word]! >>> bit !== 0 && bit < 32; bit++)
          if (((words[word]! >>> bit) & 1) === 1) yield at * blockNumbers + word * 32 + bit;
    }
  }

  /** The blocks in ascending order. */
  blocks(): readonly number[] {
    return [...this.#blocks.keys()].sort((one, other) => one - other);
  }

  /** The bits of a block in the machine's byte order; undefined if none is set. */
  blockBytes(at: number): Uint8Array | undefined {
    const words = this.#blocks.get(at);
    if (words === undefined || words.every((word) => word === 0)) return undefined;
    return new Uint8Array(words.buffer);
  }

  /** Adds the numbers of a block that `blockBytes` returned. */
  addBlock(at: number, bytes: Uint8Array): void {
    const words = new Uint32Array(Uint8Array.from(bytes).buffer);
    for (let bit = 0; bit < blockNumbers; bit++)
      if (((words[bit >>> 5]! >>> (bit & 31)) & 1) === 1) this.add(at * blockNumbers + bit);
  }
}

/** Numbers of a block: its bits take 2 KiB in the database. */
const blockNumbers = 16_384;
const blockWords = blockNumbers / 32;

function wordOf(number: number): number {
  return (number % blockNumbers) >>> 5;
}

function bitOf(number: number): number {
  return 1 << (number & 31);
}
