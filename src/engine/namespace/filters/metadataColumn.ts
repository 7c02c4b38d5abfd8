import { conditionTest, type Condition } from '../../../model/filter/matchesFilter.ts';
import type { MetadataValue } from '../../../model/record.ts';

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
    const key = JSON.stringify(value);
    const known = this.#codeByKey.get(key);
    if (known !== undefined) return known;
    this.#codeByKey.set(key, this.#dictionary.length);
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
