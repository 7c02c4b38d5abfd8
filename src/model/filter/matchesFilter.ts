import type { Metadata, MetadataValue } from '../record.ts';
import type { Comparison, Filter } from './filter.ts';

/**
 * Whether a record with this metadata passes. In a list field one element that fits is enough, and a negation asks
 * that none does. Types are never converted: `"2"` is not `2`, and only numbers are ordered.
 */
export function matchesFilter(filter: Filter, metadata: Metadata): boolean {
  switch (filter.op) {
    case 'and':
      return filter.operands.every((operand) => matchesFilter(operand, metadata));
    case 'or':
      return filter.operands.some((operand) => matchesFilter(operand, metadata));
    case 'exists':
      return Object.hasOwn(metadata, filter.field) === filter.isExpected;
    case 'in':
      return isIn(valueOf(metadata, filter.field), filter.values, filter.isNegated);
    case 'compare':
      return compares(valueOf(metadata, filter.field), filter.comparison, filter.value);
    default:
      return filter satisfies never;
  }
}

function valueOf(metadata: Metadata, field: string): MetadataValue | undefined {
  return Object.hasOwn(metadata, field) ? metadata[field] : undefined;
}

function isIn(
  value: MetadataValue | undefined,
  choices: readonly (string | number | boolean)[],
  isNegated: boolean,
): boolean {
  if (value === undefined) return isNegated;
  const isFound =
    typeof value === 'object'
      ? value.some((element) => choices.includes(element))
      : choices.includes(value);
  return isFound !== isNegated;
}

function compares(
  value: MetadataValue | undefined,
  comparison: Comparison,
  operand: MetadataValue,
): boolean {
  switch (comparison) {
    case '$eq':
      return value !== undefined && isEqual(value, operand);
    case '$ne':
      return value === undefined || !isEqual(value, operand);
    case '$gt':
      return typeof value === 'number' && value > Number(operand);
    case '$gte':
      return typeof value === 'number' && value >= Number(operand);
    case '$lt':
      return typeof value === 'number' && value < Number(operand);
    case '$lte':
      return typeof value === 'number' && value <= Number(operand);
    default:
      return comparison satisfies never;
  }
}

function isEqual(value: MetadataValue, operand: MetadataValue): boolean {
  if (typeof value !== 'object') return value === operand;
  return typeof operand === 'string' && value.includes(operand);
}
