import { Failure } from '../../common/failure.ts';
import type { TextQuery } from './queryString.ts';
import { RowScores } from './rowScores.ts';
import type { TextField } from './textField.ts';

/** The fields of text of documents, which all have as many rows. */
export type SearchedTexts = {
  readonly fields: ReadonlyMap<string, TextField>;
  readonly rowCount: number;
  /** All rows that are there, with the score 0. */
  readonly everyRow: () => RowScores;
};

/** The rows that match, with the sums of what its parts give them. */
export function scoreQuery(query: TextQuery, texts: SearchedTexts): RowScores {
  const score = (part: TextQuery): RowScores => scoreQuery(part, texts);
  switch (query.op) {
    case 'and':
      return scoreAnd(query.operands, score, texts);
    case 'or':
      return sumOf(texts.rowCount, lazily(query.operands, score));
    case 'not': {
      const scores = texts.everyRow();
      scores.deleteAll(score(query.operand));
      return scores;
    }
    case 'boost': {
      const scores = score(query.operand);
      scores.scale(query.factor);
      return scores;
    }
    case 'term':
    case 'phrase':
    case 'prefix': {
      const fields = searched(query.field, texts.fields);
      return sumOf(
        texts.rowCount,
        lazily(fields, (field) => scoreIn(field, query)),
      );
    }
    default:
      return query satisfies never;
  }
}

/** Throws `badInput` for a name that no field of full text has. */
export function textField(fields: SearchedTexts['fields'], name: string): TextField {
  const field = fields.get(name);
  if (field !== undefined) return field;
  throw noTextField(name, [...fields.keys()]);
}

export function noTextField(name: string, names: readonly string[]): Failure {
  const message = `“${name}” is no field of full text; there is ${names.join(', ') || 'none'}`;
  return new Failure('badInput', message);
}

/** Adds up scores; a row need not be in all of them. Parts that come one by one need not all be in memory. */
export function sumOf(rowCount: number, parts: Iterable<RowScores>): RowScores {
  const sum = new RowScores(rowCount);
  for (const part of parts) sum.addAll(part);
  return sum;
}

function scoreAnd(
  operands: readonly TextQuery[],
  score: (part: TextQuery) => RowScores,
  texts: SearchedTexts,
): RowScores {
  const [first, ...others] = operands.filter(({ op }) => op !== 'not');
  const sum = first === undefined ? texts.everyRow() : score(first);
  for (const part of lazily(others, score)) sum.addWhereBoth(part);
  for (const part of operands) if (part.op === 'not') sum.deleteAll(score(part.operand));
  return sum;
}

/** Each is made when it is asked for: a part has an entry for every row that it finds. */
export function* lazily<T, R>(items: Iterable<T>, make: (item: T) => R): Generator<R> {
  for (const item of items) yield make(item);
}

function scoreIn(
  field: TextField,
  { op, text }: Extract<TextQuery, { op: 'term' | 'phrase' | 'prefix' }>,
): RowScores {
  if (op === 'prefix') return field.scorePrefix(text);
  // What looks like one word may be several: “e-mail”.
  return op === 'term' ? field.scoreAny(text) : field.scorePhrase(text);
}

function searched(name: string | undefined, fields: SearchedTexts['fields']): readonly TextField[] {
  return name === undefined ? [...fields.values()] : [textField(fields, name)];
}
