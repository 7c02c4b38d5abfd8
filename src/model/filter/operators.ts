import { editDistance } from '../editDistance.ts';
import type { Comparison } from './filter.ts';

/** Whether an operator searches the text of documents, in an index of documents only. */
export function isTextOperator(name: string): boolean {
  return textOperators.includes(name);
}

const comparisons = ['$eq', '$ne', '$gt', '$gte', '$lt', '$lte'] as const satisfies Comparison[];

/** Operators of a field. */
const fieldOperators = [...comparisons, '$in', '$nin', '$exists'] as const;
export type FieldOperator = (typeof fieldOperators)[number];

/** Operators that combine conditions. */
const joinOperators = ['$and', '$or'] as const;
export type JoinOperator = (typeof joinOperators)[number];

const textOperators: readonly string[] = ['$match_phrase', '$match_all', '$match_any'];

/** Returns the first operator of a filter, as parsed JSON, that searches the text of documents. */
export function textOperatorIn(filter: unknown): string | undefined {
  if (typeof filter !== 'object' || filter === null) return undefined;
  for (const [key, value] of Object.entries(filter)) {
    const found = isTextOperator(key) ? key : textOperatorIn(value);
    if (found !== undefined) return found;
  }
  return undefined;
}

export function isFieldOperator(name: string): name is FieldOperator {
  return (fieldOperators as readonly string[]).includes(name);
}

export function isJoinOperator(name: string): name is JoinOperator {
  return (joinOperators as readonly string[]).includes(name);
}

/** Returns a message for an unknown operator, with the closest known one. */
export function describeUnknownOperator(name: string): string {
  if (isTextOperator(name)) {
    return `“${name}” searches full text, which only document indexes have; use ${list(fieldOperators)} here`;
  }
  const near = nearestOperator(name);
  return near === undefined
    ? `“${name}” is not an operator of the filter language; use ${list([...fieldOperators, ...joinOperators])}`
    : `“${name}” is not an operator of the filter language; did you mean “${near}”?`;
}

/** Returns the operator closest to `name`, at an edit distance of at most 2 and less than its length. */
export function nearestOperator(name: string): FieldOperator | JoinOperator | undefined {
  const letters = wordOf(name);
  const symbol = symbols.get(letters);
  if (symbol !== undefined) return symbol;
  let best: FieldOperator | JoinOperator | undefined;
  let bestSlips = Math.min(2, letters.length - 1) + 1;
  for (const operator of [...fieldOperators, ...joinOperators]) {
    const slips = editDistance(letters, operator.slice(1));
    if (slips < bestSlips && slips < operator.length - 1) {
      best = operator;
      bestSlips = slips;
    }
  }
  return best;
}

const symbols: ReadonlyMap<string, FieldOperator> = new Map([
  ['=', '$eq'],
  ['==', '$eq'],
  ['!=', '$ne'],
  ['<>', '$ne'],
  ['>', '$gt'],
  ['>=', '$gte'],
  ['<', '$lt'],
  ['<=', '$lte'],
]);

function wordOf(name: string): string {
  return name.replace(/^\$+/, '').toLowerCase();
}

function list(names: readonly string[]): string {
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1) ?? ''}`;
}
