import { Failure } from '../../common/failure.ts';
import type { Metadata } from '../../model/record.ts';
import type { DocumentFields } from '../storage/indexFields.ts';
import { limitSteps, runToCompletion, type CooperativeTask } from '../workers/cooperativeTasks.ts';
import { parseQueryString } from './queryString.ts';
import { addQuery, requireTextField, type TextFields } from './scoreQuery.ts';
import { RowScores } from './rowScores.ts';
import { TextFieldIndex, type ScoreTarget, type TextFieldImage } from './textField.ts';
import type { ScoredRows } from '../structures/bestRows.ts';
import {
  recordsOfImage,
  rowRecordsImage,
  rowsById,
  type RowRecord,
  type RowRecordsImage,
} from '../structures/rowRecords.ts';

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

  get recordCount(): number {
    return this.#rowById.size;
  }

  /** About the bytes of an image. */
  get sizeBytes(): number {
    return [...this.#fields.values()].reduce((sum, field) => sum + field.sizeBytes, 0);
  }

  /** Adds or replaces a document. Does nothing if its texts are unchanged. */
  set(pk: number, id: string, metadata: Metadata): void {
    const texts = this.#textsOf(metadata);
    const known = this.#rowById.get(id);
    if (known !== undefined) {
      const row = this.#rows[known]!;
      if (row.pk === pk && row.texts !== undefined && areSame(row.texts, texts)) return;
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

  /** Removes documents by their primary keys. */
  deletePks(pks: ReadonlySet<number>): void {
    for (const record of this.#rows.slice())
      if (record !== undefined && pks.has(record.pk)) this.delete(record.id);
  }

  /** Prepares the next search. Documents may be written between the steps; all are prepared at the last. */
  *prepare(): CooperativeTask<void> {
    for (;;) {
      const next = [...this.#fields.values()].find((field) => !field.isPrepared);
      if (next === undefined) return;
      yield* next.prepare();
    }
  }

  /** Returns what a search needs, which later writes do not change. Call it right after the last step of `prepare`. */
  image(): TextRowsImage {
    return {
      records: rowRecordsImage(this.#rows),
      fields: new Map([...this.#fields].map(([name, field]) => [name, field.image()])),
    };
  }

  /** Becomes what an image of rows with the same schema holds. */
  restore({ records, fields }: TextRowsImage): void {
    this.#rows = recordsOfImage(records);
    this.#rowById = rowsById(this.#rows);
    this.#fields = new Map(
      [...this.#fields].map(([name, { analysis }]) => [
        name,
        new TextFieldIndex(analysis, fields.get(name)),
      ]),
    );
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
    // Compaction makes a new map and new rows; these keep the rows of this moment.
    const rows = this.#rows.slice();
    const rowById = this.#rowById;
    const field = requireTextField(this.#fields, condition.field);
    const scores = yield* scoreCondition(field, condition, rows.length);
    return (id) => {
      const record = this.#recordOf(id);
      if (record === undefined) return false;
      const row = rowById.get(id);
      const isScored = row !== undefined && rows[row] === record;
      return isScored ? scores.has(row) : this.#matches(condition, record);
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

  #recordOf(id: string): Row | undefined {
    const row = this.#rowById.get(id);
    return row === undefined ? undefined : this.#rows[row];
  }

  /** Whether a document that was written in this process matches the condition. */
  #matches(condition: TextCondition, { texts }: Row): boolean {
    const field = new TextFieldIndex(this.#fields.get(condition.field)!.analysis);
    field.add(texts?.get(condition.field));
    return runToCompletion(scoreCondition(field, condition, 1)).has(0);
  }

  #add(record: Row): void {
    this.#rowById.set(record.id, this.#rows.push(record) - 1);
    for (const [name, field] of this.#fields) field.add(record.texts?.get(name));
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
    const rows = this.#rows;
    const fields = this.#fields;
    this.#clear();
    for (let row = 0; row < rows.length; row++) {
      const record = rows[row];
      if (record === undefined) continue;
      this.#rowById.set(record.id, this.#rows.push(record) - 1);
      for (const [name, field] of this.#fields) field.addFrom(fields.get(name)!, row);
    }
  }
}

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

type Row = RowRecord & {
  /** By field. Absent in a row that was restored from an image. */
  readonly texts?: ReadonlyMap<string, string>;
};

/** Everything that text rows hold but the texts. */
export type TextRowsImage = {
  readonly records: RowRecordsImage;
  /** By name. */
  readonly fields: ReadonlyMap<string, TextFieldImage>;
};

/** The documents that a text search found, with their scores. */
export type ScoredTexts = ScoredRows & {
  /** By row. */
  readonly records: readonly (RowRecord | undefined)[];
};

/** A step of a search reads some hundred terms or postings, in 10 to 40 µs. */
const maxSteps = 250_000;

/** Removed rows are compacted only if there are more than this. */
const minRemovedRows = 1024;

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
