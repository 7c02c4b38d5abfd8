import type { Filter } from './filter.ts';
import { conditionTest } from './matchesFilter.ts';

/** Returns the shortest equivalent filter for records that lack every field for which `isAbsent` is true. */
export function simplifyFilter(filter: Filter, isAbsent: (field: string) => boolean): Filter {
  if (!('operands' in filter)) {
    if (!isAbsent(filter.field)) return filter;
    return conditionTest(filter)(undefined) ? everything : nothing;
  }
  const { op } = filter;
  const deciding = op === 'and' ? 'or' : 'and';
  const operands: Filter[] = [];
  for (const operand of filter.operands) {
    const short = simplifyFilter(operand, isAbsent);
    if (isConstant(short, deciding)) return short;
    if (!isConstant(short, op)) operands.push(short);
  }
  const [only] = operands;
  return only !== undefined && operands.length === 1 ? only : { op, operands };
}

/** The fields that the filter's conditions name. */
export function fieldsOf(filter: Filter): Set<string> {
  const fields = new Set<string>();
  for (const { field } of conditionsOf(filter)) fields.add(field);
  return fields;
}

/** The number of the filter's conditions. */
export function countConditions(filter: Filter): number {
  return 'operands' in filter
    ? filter.operands.reduce((sum, operand) => sum + countConditions(operand), 0)
    : 1;
}

function* conditionsOf(filter: Filter): Generator<{ readonly field: string }> {
  if (!('operands' in filter)) yield filter;
  else for (const operand of filter.operands) yield* conditionsOf(operand);
}

function isConstant(filter: Filter, op: 'and' | 'or'): boolean {
  return filter.op === op && filter.operands.length === 0;
}

/** Passes every record. */
const everything: Filter = { op: 'and', operands: [] };

/** Passes no record. */
const nothing: Filter = { op: 'or', operands: [] };
