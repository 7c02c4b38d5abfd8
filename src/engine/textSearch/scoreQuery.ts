import { Failure } from '../../common/failure.ts';
import type { CooperativeTask } from '../workers/cooperativeTasks.ts';
import type { TextQuery } from './queryString.ts';
import { RowScores } from './rowScores.ts';
import type { TextFieldIndex } from './textField.ts';

/** The full-text indexes of a namespace's text fields. All have the same number of rows. */
export type TextFields = {
  readonly fields: ReadonlyMap<string, TextFieldIndex>;
  readonly rowCount: number;
  /** All live rows with score 0. */
  readonly everyRow: () => RowScores;
};

/** The rows that match a parsed query, with the sums of their parts' scores. */
export function* scoreQuery(query: TextQuery, texts: TextFields): CooperativeTask<RowScores> {
  const score = (part: TextQuery): CooperativeTask<RowScores> => scoreQuery(part, texts);
  switch (query.op) {
    case 'and':
      return yield* scoreAnd(query.operands, score, texts);
    case 'or':
      return yield* sumOf(texts.rowCount, query.operands, score);
    case 'not': {
      const scores = texts.everyRow();
      scores.deleteAll(yield* score(query.operand));
      return scores;
    }
    case 'boost': {
      const scores = yield* score(query.operand);
      scores.scale(query.factor);
      return scores;
    }
    case 'term':
    case 'phrase':
    case 'prefix': {
      const fields = searched(query.field, texts.fields);
      return yield* sumOf(texts.rowCount, fields, (field) => scoreIn(field, query, texts.rowCount));
    }
    default:
      return query satisfies never;
  }
}

/** The index of a text field. Throws `badInput` if no text field has the name. */
export function requireTextField(fields: TextFields['fields'], name: string): TextFieldIndex {
  const field = fields.get(name);
  if (field !== undefined) return field;
  throw noTextField(name, [...fields.keys()]);
}

/** The `badInput` failure for a name that no text field has. */
export function noTextField(name: string, names: readonly string[]): Failure {
  const message = `“${name}” is not a full-text field; full-text fields: ${names.join(', ') || 'none'}`;
  return new Failure('badInput', message);
}

/** The sum of the scores of all parts. A row matches if it matches a part. Holds the scores of one part at a time. */
export function* sumOf<T>(
  rowCount: number,
  parts: readonly T[],
  score: (part: T) => CooperativeTask<RowScores>,
): CooperativeTask<RowScores> {
  const sum = new RowScores(rowCount);
  for (const part of parts) {
    sum.addAll(yield* score(part));
    yield;
  }
  return sum;
}

function* scoreAnd(
  operands: readonly TextQuery[],
  score: (part: TextQuery) => CooperativeTask<RowScores>,
  texts: TextFields,
): CooperativeTask<RowScores> {
  const [first, ...others] = operands.filter(({ op }) => op !== 'not');
  const sum = first === undefined ? texts.everyRow() : yield* score(first);
  for (const part of others) sum.addWhereBoth(yield* score(part));
  for (const part of operands) if (part.op === 'not') sum.deleteAll(yield* score(part.operand));
  return sum;
}

function scoreIn(
  field: TextFieldIndex,
  { op, text }: Extract<TextQuery, { op: 'term' | 'phrase' | 'prefix' }>,
  rowCount: number,
): CooperativeTask<RowScores> {
  if (op === 'prefix') return field.scorePrefix(text, rowCount);
  // One word of the query may be several terms: “e-mail”.
  return op === 'term' ? field.scoreAny(text, rowCount) : field.scorePhrase(text, rowCount);
}

function searched(
  name: string | undefined,
  fields: TextFields['fields'],
): readonly TextFieldIndex[] {
  return name === undefined ? [...fields.values()] : [requireTextField(fields, name)];
}
