import { conditionTest, type Condition } from '../../../model/filter/matchesFilter.ts';
import type { MetadataValue } from '../../../model/record.ts';
import type { ColumnImage } from './columnsImage.ts';

const missing = 0;
const number = 0xffff_ffff;

/** One field of metadata by row: numbers as they are, everything else by its place in a dictionary. */
export class MetadataColumn {
  #codes: Uint32Array;
  #numbers = new Float64Array(0);
  readonly #dictionary: (MetadataValue | undefined)[] = [undefined];
  /** Codes of texts, and those of other values by their JSON; undefined until a value is looked up. */
  #codeOfText: Map<string, number> | undefined;
  #codeOfJson: Map<string, number> | undefined;
  #dictionaryBytes = 0;

  /** `capacity` rows have room at once. */
  constructor(capacity = 64) {
    this.#codes = new Uint32Array(capacity);
  }

  /** Whether most of the dictionary's values are gone: reading the column again would drop them. */
  get isWasteful(): boolean {
    return this.#dictionary.length > 2 * this.#codes.length;
  }

  /** About the bytes in memory. */
  get sizeBytes(): number {
    return this.#codes.byteLength + this.#numbers.byteLength + this.#dictionaryBytes;
  }

  /** A column with the values of an image; `places` has the place of each row, -1 for a row without a value. */
  static restore({ codes, numbers, dictionary }: ColumnImage, places: Int32Array): MetadataColumn {
    const column = new MetadataColumn(Math.max(places.length, 64));
    for (const value of dictionary) column.#append(value);
    column.#numbers = new Float64Array(numbers.length === 0 ? 0 : places.length);
    for (let row = 0; row < places.length; row++) {
      const place = places[row]!;
      if (place < 0 || place >= codes.length) continue;
      column.#codes[row] = codes[place]!;
      if (codes[place] === number) column.#numbers[row] = numbers[place]!;
    }
    return column;
  }

  /** A copy of the values of the rows below `count`. */
  image(count: number): ColumnImage {
    return {
      codes: this.#codes.slice(0, count),
      numbers: this.#numbers.slice(0, count),
      dictionary: this.#dictionary.slice(1) as MetadataValue[],
    };
  }

  set(row: number, value: MetadataValue | undefined): void {
    if (row >= this.#codes.length) {
      if (value === undefined) return;
      this.#codes = grown(this.#codes, row, Uint32Array);
    }
    if (typeof value === 'number') {
      if (row >= this.#numbers.length)
        this.#numbers = grown(this.#numbers, this.#codes.length - 1, Float64Array);
      this.#numbers[row] = value;
      this.#codes[row] = number;
    } else this.#codes[row] = value === undefined ? missing : this.#codeOf(value);
  }

  /** Tells of rows, as they are when it is asked, whether they pass. */
  test(condition: Condition): (row: number) => boolean {
    const passes = conditionTest(condition);
    // 1 or 2 for codes whose values were tested: a value of the dictionary keeps its code.
    const tested = new Uint8Array(this.#dictionary.length);
    return (row) => {
      const code = row < this.#codes.length ? this.#codes[row]! : missing;
      if (code === number) return passes(this.#numbers[row]);
      if (code >= tested.length) return passes(this.#dictionary[code]);
      if (tested[code] === 0) tested[code] = passes(this.#dictionary[code]) ? 2 : 1;
      return tested[code] === 2;
    };
  }

  #codeOf(value: Exclude<MetadataValue, number>): number {
    if (this.#codeOfText === undefined || this.#codeOfJson === undefined) this.#indexValues();
    const known =
      typeof value === 'string'
        ? this.#codeOfText!.get(value)
        : this.#codeOfJson!.get(JSON.stringify(value));
    if (known !== undefined) return known;
    const code = this.#append(value);
    this.#index(value, code);
    return code;
  }

  /** Adds a value to the dictionary. Returns its code. */
  #append(value: MetadataValue): number {
    this.#dictionaryBytes += bytesOf(value);
    return this.#dictionary.push(value) - 1;
  }

  #indexValues(): void {
    this.#codeOfText = new Map();
    this.#codeOfJson = new Map();
    for (let code = 1; code < this.#dictionary.length; code++)
      this.#index(this.#dictionary[code]!, code);
  }

  #index(value: MetadataValue, code: number): void {
    if (typeof value === 'string') this.#codeOfText!.set(value, code);
    else this.#codeOfJson!.set(JSON.stringify(value), code);
  }
}

/** Bytes of an entry of the dictionary and of its place in a map. */
const entryBytes = 64;

function bytesOf(value: MetadataValue): number {
  if (typeof value !== 'object') return entryBytes + (typeof value === 'string' ? value.length : 0);
  return value.reduce((sum, text) => sum + text.length, entryBytes * (value.length + 2));
}

function grown<T extends Uint32Array | Float64Array>(
  from: T,
  row: number,
  ArrayType: new (length: number) => T,
): T {
  const into = new ArrayType(Math.max(row + 1, 2 * from.length));
  into.set(from);
  return into;
}
