import type { Filter } from '../../../model/filter/filter.ts';
import { matchesFilter } from '../../../model/filter/matchesFilter.ts';
import type { Metadata, MetadataValue } from '../../../model/record.ts';
import { Bits } from '../../structures/bits.ts';

/** A condition on one field. */
export type Condition = Exclude<Filter, { readonly op: 'and' | 'or' }>;

/** A condition's answers: for each row up to `upTo`, and for each value of the dictionary as far as they are known. */
type Answers = {
  readonly condition: Condition;
  readonly bits: Bits;
  upTo: number;
  readonly byCode: number[];
  readonly isNumberIn: (value: number) => boolean;
};

const missing = 0;
const number = 0xffff_ffff;

/** More conditions than this are not kept: the least recently asked one is answered anew. */
const maxConditions = 16;

/**
 * One field of metadata by row: numbers as they are, everything else by its place in a dictionary. A condition is
 * answered once for each value of the dictionary, and the answers for rows are kept as bits, which follow changes.
 */
export class MetadataColumn {
  readonly #field: string;
  #codes = new Uint32Array(64);
  #numbers = new Float64Array(0);
  readonly #dictionary: (MetadataValue | undefined)[] = [undefined];
  readonly #codeByKey = new Map<string, number>();
  /** The least recently used first. */
  readonly #answers = new Map<string, Answers>();

  constructor(field: string) {
    this.#field = field;
  }

  /** Whether most of the dictionary is of values that are gone: read anew, the column would be without them. */
  get isWasteful(): boolean {
    return this.#dictionary.length > 2 * this.#codes.length;
  }

  set(row: number, value: MetadataValue | undefined): void {
    if (row >= this.#codes.length) this.#codes = grown(this.#codes, row, Uint32Array);
    if (typeof value === 'number') {
      if (row >= this.#numbers.length) this.#numbers = grown(this.#numbers, row, Float64Array);
      this.#numbers[row] = value;
      this.#codes[row] = number;
    } else this.#codes[row] = value === undefined ? missing : this.#codeOf(value);
    for (const answers of this.#answers.values())
      if (row < answers.upTo) answers.bits.set(row, this.#answer(answers, row));
  }

  /** The rows below `rowCount` that pass, as bits; what lies behind them is not defined. Valid until the next call. */
  passing(condition: Condition, rowCount: number): Uint32Array {
    const answers = this.#answersTo(condition);
    const { bits } = answers;
    for (let row = answers.upTo; row < rowCount; row++)
      if (this.#answer(answers, row)) bits.set(row, true);
    answers.upTo = Math.max(answers.upTo, rowCount);
    return bits.words;
  }

  #answer(answers: Answers, row: number): boolean {
    const code = row < this.#codes.length ? this.#codes[row]! : missing;
    if (code === number) return answers.isNumberIn(this.#numbers[row]!);
    return (answers.byCode[code] ??= this.#matches(answers.condition, code)) === 1;
  }

  #matches(condition: Condition, code: number): number {
    const value = this.#dictionary[code];
    const metadata: Metadata = value === undefined ? {} : { [this.#field]: value };
    return matchesFilter(condition, metadata) ? 1 : 0;
  }

  #answersTo(condition: Condition): Answers {
    const key = JSON.stringify(condition);
    const answers = this.#answers.get(key) ?? {
      condition,
      bits: new Bits(),
      upTo: 0,
      byCode: [],
      isNumberIn: numberTest(condition),
    };
    this.#answers.delete(key);
    this.#answers.set(key, answers);
    const [oldest] = this.#answers.keys();
    if (this.#answers.size > maxConditions && oldest !== undefined) this.#answers.delete(oldest);
    return answers;
  }

  #codeOf(value: Exclude<MetadataValue, number>): number {
    const key = JSON.stringify(value);
    const known = this.#codeByKey.get(key);
    if (known !== undefined) return known;
    this.#codeByKey.set(key, this.#dictionary.length);
    return this.#dictionary.push(value) - 1;
  }
}

/** What `matchesFilter` says of a record whose field is a number. */
function numberTest(condition: Condition): (value: number) => boolean {
  switch (condition.op) {
    case 'exists':
      return () => condition.isExpected;
    case 'in': {
      const choices = new Set<unknown>(condition.values);
      return (value) => choices.has(value) !== condition.isNegated;
    }
    case 'compare':
      return comparison(condition);
    default:
      return condition satisfies never;
  }
}

function comparison({
  comparison: operator,
  value: operand,
}: Condition & { op: 'compare' }): (value: number) => boolean {
  const bound = Number(operand);
  switch (operator) {
    case '$eq':
      return (value) => value === operand;
    case '$ne':
      return (value) => value !== operand;
    case '$gt':
      return (value) => value > bound;
    case '$gte':
      return (value) => value >= bound;
    case '$lt':
      return (value) => value < bound;
    case '$lte':
      return (value) => value <= bound;
    default:
      return operator satisfies never;
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
