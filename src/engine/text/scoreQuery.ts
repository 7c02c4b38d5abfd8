import { Failure } from '../../common/failure.ts';
import type { TextQuery } from './queryString.ts';
import type { TextField, TextScores } from './textField.ts';

export type TextFields = ReadonlyMap<string, TextField>;

/** The rows that match, with the sums of what its parts give them. `everyRow` is asked for where a part takes all. */
export function scoreQuery(
  query: TextQuery,
  fields: TextFields,
  everyRow: () => Iterable<number>,
): TextScores {
  const score = (part: TextQuery): TextScores => scoreQuery(part, fields, everyRow);
  switch (query.op) {
    case 'and':
      return scoreAnd(query.operands, score, everyRow);
    case 'or':
      return sumOf(lazily(query.operands, score));
    case 'not': {
      const scores = allRows(everyRow);
      for (const row of score(query.operand).keys()) scores.delete(row);
      return scores;
    }
    case 'boost':
      return scaled(score(query.operand), query.factor);
    case 'term':
    case 'phrase':
    case 'prefix':
      return sumOf(lazily(searched(query.field, fields), (field) => scoreIn(field, query)));
    default:
      return query satisfies never;
  }
}

/** Throws `badInput` for a name that no field of full text has. */
export function textField(fields: TextFields, name: string): TextField {
  const field = fields.get(name);
  if (field !== undefined) return field;
  throw noTextField(name, [...fields.keys()]);
}

export function noTextField(name: string, names: readonly string[]): Failure {
  const message = `“${name}” is no field of full text; there is ${names.join(', ') || 'none'}`;
  return new Failure('badInput', message);
}

/** Adds up scores; a row need not be in all of them. Parts that come one by one need not all be in memory. */
export function sumOf(parts: Iterable<TextScores>): TextScores {
  const sum: TextScores = new Map();
  for (const part of parts)
    for (const [row, score] of part) sum.set(row, (sum.get(row) ?? 0) + score);
  return sum;
}

function scoreAnd(
  operands: readonly TextQuery[],
  score: (part: TextQuery) => TextScores,
  everyRow: () => Iterable<number>,
): TextScores {
  const [first, ...others] = operands.filter(({ op }) => op !== 'not');
  const sum = first === undefined ? allRows(everyRow) : score(first);
  for (const part of lazily(others, score)) addWhereBoth(sum, part);
  for (const part of operands)
    if (part.op === 'not') for (const row of score(part.operand).keys()) sum.delete(row);
  return sum;
}

/** Adds the part to the sum, of which only the rows stay that the part has too. */
function addWhereBoth(sum: TextScores, part: TextScores): void {
  for (const [row, score] of sum) {
    const other = part.get(row);
    if (other === undefined) sum.delete(row);
    else sum.set(row, score + other);
  }
}

/** Each is made when it is asked for: a part has an entry for every row that it finds. */
export function* lazily<T, R>(items: Iterable<T>, make: (item: T) => R): Generator<R> {
  for (const item of items) yield make(item);
}

function scoreIn(
  field: TextField,
  { op, text }: Extract<TextQuery, { op: 'term' | 'phrase' | 'prefix' }>,
): TextScores {
  if (op === 'prefix') return field.scorePrefix(text);
  // What looks like one word may be several: “e-mail”.
  return op === 'term' ? field.scoreAny(text) : field.scorePhrase(text);
}

function searched(name: string | undefined, fields: TextFields): readonly TextField[] {
  return name === undefined ? [...fields.values()] : [textField(fields, name)];
}

function allRows(everyRow: () => Iterable<number>): TextScores {
  return new Map([...everyRow()].map((row) => [row, 0]));
}

function scaled(scores: TextScores, factor: number): TextScores {
  return new Map([...scores].map(([row, score]) => [row, score * factor]));
}
