import type { Metadata, MetadataValue } from '../record.ts';
import type { Filter } from './filter.ts';

/**
 * Whether a record's metadata matches the filter. A list field matches if one element does; a negation requires that
 * none does. Only `$exists: false` matches a record without the field. Types are never converted (`"2"` is not `2`), and
 * only numbers are ordered.
 */
export function matchesFilter(filter: Filter, metadata: Metadata): boolean {
  return filterTest(filter)(metadata);
}

/** A filter on one field. */
export type Condition = Exclude<Filter, { readonly op: 'and' | 'or' }>;

/** Tells whether a record with this metadata passes. */
export type FilterTest = (metadata: Metadata) => boolean;

/** Tells whether a field with this value passes; `undefined` stands for a missing field. */
export type ConditionTest = (value: MetadataValue | undefined) => boolean;

/** `matchesFilter` for many records: what can be prepared once is prepared once. */
export function filterTest(filter: Filter): FilterTest {
  if ('operands' in filter) {
    const tests = filter.operands.map(filterTest);
    return filter.op === 'and'
      ? (metadata) => tests.every((test) => test(metadata))
      : (metadata) => tests.some((test) => test(metadata));
  }
  const { field } = filter;
  const test = conditionTest(filter);
  return (metadata) => test(Object.hasOwn(metadata, field) ? metadata[field] : undefined);
}

/** What `matchesFilter` says of a record by the value of the condition's field. */
export function conditionTest(condition: Condition): ConditionTest {
  switch (condition.op) {
    case 'exists':
      return (value) => (value !== undefined) === condition.isExpected;
    case 'in':
      return choiceTest(condition);
    case 'compare':
      return comparisonTest(condition);
    default:
      return condition satisfies never;
  }
}

function choiceTest({ values, isNegated }: Condition & { op: 'in' }): ConditionTest {
  const choices = new Set<MetadataValue>(values);
  return (value) => {
    if (value === undefined) return false;
    const isFound =
      typeof value === 'object'
        ? value.some((element) => choices.has(element))
        : choices.has(value);
    return isFound !== isNegated;
  };
}

function comparisonTest({
  comparison,
  value: operand,
}: Condition & { op: 'compare' }): ConditionTest {
  const bound = Number(operand);
  switch (comparison) {
    case '$eq':
      return (value) => value !== undefined && isEqual(value, operand);
    case '$ne':
      return (value) => value !== undefined && !isEqual(value, operand);
    case '$gt':
      return (value) => typeof value === 'number' && value > bound;
    case '$gte':
      return (value) => typeof value === 'number' && value >= bound;
    case '$lt':
      return (value) => typeof value === 'number' && value < bound;
    case '$lte':
      return (value) => typeof value === 'number' && value <= bound;
    default:
      return comparison satisfies never;
  }
}

function isEqual(value: MetadataValue, operand: MetadataValue): boolean {
  if (typeof value !== 'object') return value === operand;
  return typeof operand === 'string' && value.includes(operand);
}
