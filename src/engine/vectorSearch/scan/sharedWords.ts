/** Writes numbers and arrays one behind the other into shared memory, for `WordReader`. */
export class WordWriter {
  readonly #numbers: Float64Array;
  #at = 0;

  constructor(buffer: SharedArrayBuffer) {
    this.#numbers = new Float64Array(buffer);
  }

  numbers(...values: readonly number[]): void {
    for (const value of values) this.#numbers[this.#at++] = value;
  }

  list(values: readonly number[]): void {
    this.numbers(values.length, ...values);
  }

  bytes(values: Uint8Array): void {
    this.numbers(values.length);
    new Uint8Array(this.#numbers.buffer, 8 * this.#at, values.length).set(values);
    this.#at += wordsOf(values.length);
  }

  /** Where as many bytes lie as are asked for, for what is written later. */
  room(bytes: number): number {
    const at = 8 * this.#at;
    this.#at += wordsOf(bytes);
    return at;
  }
}

/** Reads what was written, in the same order. Arrays are views. */
export class WordReader {
  readonly #numbers: Float64Array;
  #at = 0;

  constructor(buffer: SharedArrayBuffer) {
    this.#numbers = new Float64Array(buffer);
  }

  number(): number {
    return this.#numbers[this.#at++]!;
  }

  list(): number[] {
    return Array.from({ length: this.number() }, () => this.number());
  }

  bytes(): Uint8Array {
    const length = this.number();
    const values = new Uint8Array(this.#numbers.buffer, 8 * this.#at, length);
    this.#at += wordsOf(length);
    return values;
  }

  room(bytes: number): number {
    const at = 8 * this.#at;
    this.#at += wordsOf(bytes);
    return at;
  }
}

/** Words of 8 bytes. */
export function wordsOf(bytes: number): number {
  return Math.ceil(bytes / 8);
}
