import { Failure } from '../../common/failure.ts';
import type { CooperativeTask } from '../workers/cooperativeTasks.ts';
import { RowScores } from './rowScores.ts';
import type { ScoreTarget, TextFieldIndex } from './textField.ts';
import type { TextClauses, TextLeaf, TextQuery } from './textQuery.ts';

/** Adds the scores of the rows that match a parsed query: the sums of the scores of its parts. */
export function* addQuery(
  query: TextQuery,
  fields: TextFields,
  target: ScoreTarget,
): CooperativeTask<void> {
  const searchable = yield* withoutEmpty(query, fields);
  if (searchable !== undefined) yield* addPart(searchable, fields, target);
}

/** The full-text indexes of a namespace's text fields. All have the same number of rows. */
export type TextFields = ReadonlyMap<string, TextFieldIndex>;

/** Products of boosts end here, so that no score is infinite. */
const maxFactor = 1e30;

/** The index of a text field. Throws `badInput` if no text field has the name. */
export function requireTextField(fields: TextFields, name: string): TextFieldIndex {
  const field = fields.get(name);
  if (field !== undefined) return field;
  throw noTextField(name, [...fields.keys()]);
}

/** The `badInput` failure for a name that no text field has. */
export function noTextField(name: string, names: readonly string[]): Failure {
  const message = `“${name}” is not a full-text field; full-text fields: ${names.join(', ') || 'none'}`;
  return new Failure('badInput', message);
}

/** The query without clauses that no field has terms for: stop words and punctuation. Undefined if nothing is left. */
function* withoutEmpty(
  query: TextQuery,
  fields: TextFields,
): CooperativeTask<TextQuery | undefined> {
  if (query.op === 'boost') {
    const operand = yield* withoutEmpty(query.operand, fields);
    return operand && { ...query, operand };
  }
  if (query.op === 'clauses') {
    const required = yield* allWithoutEmpty(query.required, fields);
    const optional = yield* allWithoutEmpty(query.optional, fields);
    const excluded = yield* allWithoutEmpty(query.excluded, fields);
    return required.length + optional.length === 0
      ? undefined
      : { op: 'clauses', required, optional, excluded };
  }
  if (query.op === 'pattern' || query.op === 'phrasePrefix') return query;
  for (const name of query.fields) {
    if (requireTextField(fields, name).hasTerms(query.text)) return query;
    yield;
  }
  return undefined;
}

function* allWithoutEmpty(
  parts: readonly TextQuery[],
  fields: TextFields,
): CooperativeTask<TextQuery[]> {
  const searchable: TextQuery[] = [];
  for (const part of parts) {
    const found = yield* withoutEmpty(part, fields);
    if (found !== undefined) searchable.push(found);
    yield;
  }
  return searchable;
}

function* addPart(
  query: TextQuery,
  fields: TextFields,
  target: ScoreTarget,
): CooperativeTask<void> {
  if (query.op === 'clauses') return yield* addClauses(query, fields, target);
  if (query.op === 'boost') {
    const factor = Math.min(target.factor * query.factor, maxFactor);
    return yield* addPart(query.operand, fields, { ...target, factor });
  }
  for (const name of query.fields) {
    yield;
    yield* addLeaf(query, requireTextField(fields, name), target);
  }
}

function* addClauses(
  { required, optional, excluded }: TextClauses,
  fields: TextFields,
  { scores, factor }: ScoreTarget,
): CooperativeTask<void> {
  if (required.length + excluded.length === 0)
    return yield* addParts(optional, fields, { scores, factor });
  const matches = new RowScores(scores.rowCount);
  const sum = new RowScores(scores.rowCount);
  const sumOf = function* (parts: readonly TextQuery[]): CooperativeTask<RowScores> {
    sum.clear();
    yield;
    yield* addParts(parts, fields, { scores: sum, factor });
    yield;
    return sum;
  };
  const [first, ...others] = required;
  yield* addParts(first === undefined ? optional : [first], fields, { scores: matches, factor });
  for (const part of others) matches.addWhereBoth(yield* sumOf([part]));
  if (first !== undefined && optional.length > 0) matches.addToMatches(yield* sumOf(optional));
  if (excluded.length > 0) matches.deleteAll(yield* sumOf(excluded));
  yield;
  scores.addAll(matches);
}

function* addParts(
  parts: readonly TextQuery[],
  fields: TextFields,
  target: ScoreTarget,
): CooperativeTask<void> {
  for (const part of parts) yield* addPart(part, fields, target);
}

function* addLeaf(
  query: TextLeaf,
  field: TextFieldIndex,
  target: ScoreTarget,
): CooperativeTask<void> {
  switch (query.op) {
    case 'term':
      return yield* field.addWord(query.text, target);
    case 'phrase':
      return yield* field.addPhrase(query.text, query.slop, target);
    case 'phrasePrefix':
      return yield* field.addPhrasePrefix(query.text, target);
    case 'fuzzy':
      return yield* field.addSimilar(query.text, query.edits, target);
    case 'pattern':
      return yield* field.addMatching(query.pattern, target);
    default:
      return query satisfies never;
  }
}
