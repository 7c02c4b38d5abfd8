import { Failure } from '../../common/failure.ts';
import type { Metadata } from '../../model/record.ts';
import type { DocumentFields } from '../storage/indexFields.ts';
import { limitSteps, runToCompletion, type CooperativeTask } from '../workers/cooperativeTasks.ts';
import { parseQueryString } from './queryString.ts';
import { addQuery, requireTextField, type TextFields } from './scoreQuery.ts';
import { RowScores } from './rowScores.ts';
import { TextFieldIndex, type ScoreTarget } from './textField.ts';
import type { ScoredRows } from '../structures/bestRows.ts';

/** A text condition of a document filter. */
export type TextCondition = {
  readonly field: string;
  readonly mode: 'phrase' | 'all' | 'any';
  readonly text: string;
};

/** A clause of a text search. */
export type TextClause =
  | { readonly type: 'text'; readonly fields: readonly string[]; readonly query: string }
  | { readonly type: 'query_string'; readonly query: string };

type Row = {
  readonly pk: number;
  readonly id: string;
  /** By field. */
  readonly texts: ReadonlyMap<string, string>;
};

/** The documents that a text search found, with their scores. */
export type ScoredTexts = ScoredRows & {
  /** By row. */
  readonly records: readonly ({ readonly pk: number; readonly id: string } | undefined)[];
};

/** A step of a search reads some hundred terms or postings, in 10 to 40 µs. */
const maxSteps = 250_000;

/** Removed rows are compacted only if there are more than this. */
const minRemovedRows = 1024;

/**
 * The full-text index of a namespace in memory. A row never changes: a rewritten document gets a new row. Rows are compacted
 * once half of them are removed.
 */
export class TextRows {
  readonly #schema: DocumentFields;
  #fields: TextFields = new Map<string, TextFieldIndex>();
  #rows: (Row | undefined)[] = [];
  #rowById = new Map<string, number>();

  constructor(schema: DocumentFields) {
    this.#schema = schema;
    this.#clear();
  }

  /** Adds or replaces a document. Does nothing if its texts are unchanged. */
  set(pk: number, id: string, metadata: Metadata): void {
    const texts = this.#textsOf(metadata);
    const known = this.#rowById.get(id);
    if (known !== undefined) {
      const row = this.#rows[known]!;
      if (row.pk === pk && areSame(row.texts, texts)) return;
      this.delete(id);
    }
    this.#add({ pk, id, texts });
  }

  /** Removes a document. */
  delete(id: string): void {
    const row = this.#rowById.get(id);
    if (row === undefined) return;
    this.#rows[row] = undefined;
    this.#rowById.delete(id);
    for (const field of this.#fields.values()) field.remove(row);
    const removed = this.#rows.length - this.#rowById.size;
    if (removed > minRemovedRows && removed > this.#rowById.size) this.#compact();
  }

  /**
   * The documents that match any clause, with the sums of their scores, as of the first step. Throws `badInput`, also
   * for a search that is too much work.
   */
  score(clauses: readonly TextClause[]): CooperativeTask<ScoredTexts> {
    return limitSteps(this.#score(clauses), maxSteps, () => {
      const reason = 'The search reads too much of the index';
      return new Failure('badInput', `${reason}: use fewer, rarer or more exact terms`);
    });
  }

  /** A test by id whether a document matches the condition at the time of the test. Throws `badInput`. */
  *matching(condition: TextCondition): CooperativeTask<(id: string) => boolean> {
    const fields = this.#fields;
    const count = this.#rows.length;
    const scores = yield* scoreCondition(
      requireTextField(fields, condition.field),
      condition,
      count,
    );
    return (id) => {
      const row = this.#rowById.get(id);
      if (row === undefined) return false;
      const isScored = this.#fields === fields && row < count;
      return isScored ? scores.has(row) : this.#matches(condition, this.#rows[row]!);
    };
  }

  /** Ids of the documents that match the condition, in any order. Throws `badInput`. */
  *idsMatching(condition: TextCondition): CooperativeTask<string[]> {
    const records = this.#rows.slice();
    const field = requireTextField(this.#fields, condition.field);
    const scores = yield* scoreCondition(field, condition, records.length);
    return Array.from(scores.take().rows, (row) => records[row]?.id).filter(
      (id) => id !== undefined,
    );
  }

  *#score(clauses: readonly TextClause[]): CooperativeTask<ScoredTexts> {
    const records = this.#rows.slice();
    const fields = this.#fields;
    const scores = new RowScores(records.length);
    for (const clause of clauses) yield* addClause(clause, fields, scores);
    const { rows, scores: found } = scores.take();
    // The caller checks for rows that were removed meanwhile.
    return { rows, scores: found, records };
  }

  /** Whether one document matches the condition. */
  #matches(condition: TextCondition, { texts }: Row): boolean {
    const field = new TextFieldIndex(this.#fields.get(condition.field)!.analysis);
    field.add(texts.get(condition.field));
    return runToCompletion(scoreCondition(field, condition, 1)).has(0);
  }

  #add(record: Row): void {
    this.#rowById.set(record.id, this.#rows.push(record) - 1);
    for (const [name, field] of this.#fields) field.add(record.texts.get(name));
  }

  #textsOf(metadata: Metadata): ReadonlyMap<string, string> {
    const texts = new Map<string, string>();
    for (const name of this.#fields.keys()) {
      const text = Object.hasOwn(metadata, name) ? metadata[name] : undefined;
      if (typeof text === 'string') texts.set(name, text);
    }
    return texts;
  }

  #clear(): void {
    this.#fields = new Map(
      Object.entries(this.#schema).flatMap(([name, field]) =>
        field.type === 'string' ? [[name, new TextFieldIndex(field.analysis)] as const] : [],
      ),
    );
    this.#rows = [];
    this.#rowById = new Map();
  }

  #compact(): void {
    const live = this.#rows.filter((row) => row !== undefined);
    this.#clear();
    for (const record of live) this.#add(record);
  }
}

function areSame(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): boolean {
  return one.size === other.size && [...one].every(([name, text]) => other.get(name) === text);
}

function* scoreCondition(
  field: TextFieldIndex,
  { mode, text }: TextCondition,
  rowCount: number,
): CooperativeTask<RowScores> {
  const scores = new RowScores(rowCount);
  yield* addCondition(field, { mode, text }, { scores, factor: 1 });
  return scores;
}

function addCondition(
  field: TextFieldIndex,
  { mode, text }: Omit<TextCondition, 'field'>,
  target: ScoreTarget,
): CooperativeTask<void> {
  switch (mode) {
    case 'phrase':
      return field.addPhrase(text, 0, target);
    case 'all':
      return field.addAll(text, target);
    case 'any':
      return field.addAny(text, target);
    default:
      return mode satisfies never;
  }
}

function* addClause(
  clause: TextClause,
  fields: TextFields,
  scores: RowScores,
): CooperativeTask<void> {
  const target = { scores, factor: 1 };
  if (clause.type === 'query_string')
    return yield* addQuery(parseQueryString(clause.query, [...fields.keys()]), fields, target);
  for (const name of clause.fields) {
    yield;
    yield* requireTextField(fields, name).addAny(clause.query, target);
  }
}
