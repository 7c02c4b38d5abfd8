import { conditionTest, type Condition } from '../../../model/filter/matchesFilter.ts';
import type { MetadataValue } from '../../../model/record.ts';
import type { ColumnImage } from './columnsImage.ts';

const missing = 0;
const number = 0xffff_ffff;

/** One field of metadata by row: numbers as they are, everything else by its place in a dictionary. */
export class MetadataColumn {
  #codes = new Uint32Array(64);
  #numbers = new Float64Array(0);
  readonly #dictionary: (MetadataValue | undefined)[] = [undefined];
  readonly #codeByKey = new Map<string, number>();

  /** Whether most of the dictionary's values are gone: reading the column again would drop them. */
  get isWasteful(): boolean {
    return this.#dictionary.length > 2 * this.#codes.length;
  }

  /** A column with the values of an image; `places` has the place of each row, -1 for a row without a value. */
  static restore({ codes, numbers, dictionary }: ColumnImage, places: Int32Array): MetadataColumn {
    const column = new MetadataColumn();
    for (const value of dictionary) column.#add(value);
    column.#codes = new Uint32Array(Math.max(places.length, column.#codes.length));
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
      if (row >= this.#numbers.length) this.#numbers = grown(this.#numbers, row, Float64Array);
      this.#numbers[row] = value;
      this.#codes[row] = number;
    } else this.#codes[row] = value === undefined ? missing : this.#codeOf(value);
  }

  /** Tells of rows, as they are when it is asked, whether they pass. */
  test(condition: Condition): (row: number) => boolean {
    const passes = conditionTest(condition);
    return (row) => {
      const code = row < this.#codes.length ? this.#codes[row]! : missing;
      return passes(code === number ? this.#numbers[row] : this.#dictionary[code]);
    };
  }

  #codeOf(value: Exclude<MetadataValue, number>): number {
    return this.#codeByKey.get(JSON.stringify(value)) ?? this.#add(value);
  }

  /** Adds a value to the dictionary. Returns its code. */
  #add(value: MetadataValue): number {
    this.#codeByKey.set(JSON.stringify(value), this.#dictionary.length);
    return this.#dictionary.push(value) - 1;
  }
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
