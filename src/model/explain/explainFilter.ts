import type { Filter } from '../filter/filter.ts';
import { conditionTest, filterTest, type Condition } from '../filter/matchesFilter.ts';
import { fieldOf, type Metadata, type MetadataValue } from '../record.ts';

/** Returns the truth of each condition of the filter, in its order. */
export function explainFilter(filter: Filter, metadata: Metadata): readonly ClauseTruth[] {
  return clausesOf(filter, metadata, true);
}

/** The truth of one condition of a filter for a record. */
export type ClauseTruth = {
  readonly field: string;
  /** The condition as in the filter's JSON, without its field: `{"$gte": 2024}`. */
  readonly condition: string;
  readonly isTrue: boolean;
  /** Whether the condition alone keeps the record out: it is false, and so is all that it belongs to. */
  readonly excludes: boolean;
  /** The record's value; absent if the record lacks the field. */
  readonly value?: MetadataValue;
  /** The type that the condition compares with, if the record's value has another one. */
  readonly wrongType?: ValueType;
};

export type ValueType = 'string' | 'number' | 'boolean' | 'list';

/** Returns the type of a metadata value. */
export function typeOfValue(value: MetadataValue): ValueType {
  return typeof value === 'object' ? 'list' : (typeof value as ValueType);
}

function clausesOf(filter: Filter, metadata: Metadata, isOpen: boolean): readonly ClauseTruth[] {
  if ('operands' in filter) {
    const excludes = isOpen && !filterTest(filter)(metadata);
    return filter.operands.flatMap((operand) => clausesOf(operand, metadata, excludes));
  }
  const value = fieldOf(metadata, filter.field);
  const isTrue = conditionTest(filter)(value);
  const wanted = wantedType(filter);
  const isWrong = value !== undefined && wanted !== undefined && !fits(value, wanted);
  return [
    {
      field: filter.field,
      condition: printCondition(filter),
      isTrue,
      excludes: isOpen && !isTrue,
      ...(value !== undefined && { value }),
      ...(isWrong && { wrongType: wanted }),
    },
  ];
}

/** Returns the type that a value needs to be comparable; `undefined` if any will do. */
function wantedType(condition: Condition): ValueType | undefined {
  if (condition.op === 'exists') return undefined;
  if (condition.op === 'in') {
    const [first] = condition.values;
    return first === undefined ? undefined : typeOfValue(first);
  }
  return typeOfValue(condition.value);
}

/** A list is compared by its elements, which are strings. */
function fits(value: MetadataValue, wanted: ValueType): boolean {
  const type = typeOfValue(value);
  return type === wanted || (type === 'list' && wanted === 'string');
}

function printCondition(condition: Condition): string {
  if (condition.op === 'exists') return JSON.stringify({ $exists: condition.isExpected });
  if (condition.op === 'compare')
    return JSON.stringify({ [condition.comparison]: condition.value });
  return JSON.stringify({ [condition.isNegated ? '$nin' : '$in']: condition.values });
}
