import { fieldOf, type Metadata, type MetadataValue } from '../record.ts';
import type { Filter } from './filter.ts';
import { matchesFilter, type Condition } from './matchesFilter.ts';

/** A part of a filter that a record does not match. */
export type FailingPart = {
  /** The part as it is typed: `{ "lang": { "$eq": "en" } }`. */
  readonly text: string;
  /** Field and value of the record; absent for alternatives, which name several fields. */
  readonly field?: string;
  /** Absent if the record lacks the field. */
  readonly value?: MetadataValue;
  /** Whether the value is of another type than the filter asks for. */
  readonly isOtherType: boolean;
};

/** Returns the parts of a filter that all must match and do not; none if the metadata matches. */
export function failingParts(filter: Filter, metadata: Metadata): readonly FailingPart[] {
  if (matchesFilter(filter, metadata)) return [];
  if ('operands' in filter) {
    if (filter.op === 'or') return [{ text: JSON.stringify(jsonOf(filter)), isOtherType: false }];
    return filter.operands.flatMap((one) => failingParts(one, metadata));
  }
  const text = JSON.stringify(jsonOf(filter));
  const { field } = filter;
  const value = fieldOf(metadata, field);
  const isOtherType = value !== undefined && !hasWantedType(filter, value);
  return [{ text, field, ...(value !== undefined && { value }), isOtherType }];
}

/** A list of texts is compared with a text. */
function hasWantedType(condition: Condition, value: MetadataValue): boolean {
  const found = typeof value === 'object' ? 'string' : typeof value;
  switch (condition.op) {
    case 'exists':
      return true;
    case 'in':
      return condition.values.some((one) => typeof one === found);
    case 'compare':
      return typeof condition.value === found;
  }
}

/** The filter in the JSON of the filter language. */
function jsonOf(filter: Filter): object {
  switch (filter.op) {
    case 'and':
    case 'or':
      return { [`$${filter.op}`]: filter.operands.map(jsonOf) };
    case 'compare':
      return { [filter.field]: { [filter.comparison]: filter.value } };
    case 'in':
      return { [filter.field]: { [filter.isNegated ? '$nin' : '$in']: filter.values } };
    case 'exists':
      return { [filter.field]: { $exists: filter.isExpected } };
  }
}
