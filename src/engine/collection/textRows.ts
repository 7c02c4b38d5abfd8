import type { Metadata } from '../../model/record.ts';
import type { DocumentFields } from '../store/indexFields.ts';
import { parseQueryString } from '../text/queryString.ts';
import { lazily, scoreQuery, sumOf, textField } from '../text/scoreQuery.ts';
import { TextField, type TextScores } from '../text/textField.ts';

/** A condition on text, as filters of documents have them. */
export type TextCondition = {
  readonly field: string;
  readonly mode: 'phrase' | 'all' | 'any';
  readonly text: string;
};

/** What text is scored by. */
export type TextClause =
  | { readonly type: 'text'; readonly fields: readonly string[]; readonly query: string }
  | { readonly type: 'query_string'; readonly query: string };

type Row = { readonly pk: number; readonly id: string; readonly metadata: Metadata };

/** Fewer rows than this that are gone are not worth an upkeep. */
const smallWaste = 1024;

/**
 * The texts of a namespace's documents in memory, by their terms. A row never changes; a document that is written again
 * gets a new one, and rows that are gone are swept out once they are half of all.
 */
export class TextRows {
  readonly #schema: DocumentFields;
  #fields = new Map<string, TextField>();
  #rows = new Map<number, Row>();
  #rowById = new Map<string, number>();
  #nextRow = 0;

  constructor(schema: DocumentFields) {
    this.#schema = schema;
    this.#clear();
  }

  set(pk: number, id: string, metadata: Metadata): void {
    this.delete(id);
    this.#add({ pk, id, metadata });
  }

  delete(id: string): void {
    const row = this.#rowById.get(id);
    if (row === undefined) return;
    this.#rows.delete(row);
    this.#rowById.delete(id);
    for (const field of this.#fields.values()) field.remove(row);
    const wasted = this.#nextRow - this.#rows.size;
    if (wasted > smallWaste && wasted > this.#rows.size) this.#sweep();
  }

  /** The document in a row that was scored; rows may move with the next write. */
  at(row: number): Row {
    return this.#rows.get(row)!;
  }

  /** The sum of what each clause gives, for the rows that any of them finds. Throws `badInput`. */
  score(clauses: readonly TextClause[]): TextScores {
    return sumOf(lazily(clauses, (clause) => this.#scoreClause(clause)));
  }

  /** Ids of the documents that meet the condition. Throws `badInput`. */
  matching({ field: name, mode, text }: TextCondition): Set<string> {
    const field = textField(this.#fields, name);
    const scores = {
      phrase: () => field.scorePhrase(text),
      all: () => field.scoreAll(text),
      any: () => field.scoreAny(text),
    }[mode]();
    return new Set([...scores.keys()].map((row) => this.at(row).id));
  }

  #scoreClause(clause: TextClause): TextScores {
    if (clause.type === 'query_string')
      return scoreQuery(parseQueryString(clause.query), this.#fields, () => this.#rows.keys());
    const { fields, query } = clause;
    return sumOf(lazily(fields, (name) => textField(this.#fields, name).scoreAny(query)));
  }

  #add(record: Row): void {
    const row = this.#nextRow++;
    this.#rows.set(row, record);
    this.#rowById.set(record.id, row);
    for (const [name, field] of this.#fields) {
      const text = Object.hasOwn(record.metadata, name) ? record.metadata[name] : undefined;
      if (typeof text === 'string') field.add(row, text);
    }
  }

  #clear(): void {
    this.#fields = new Map(
      Object.entries(this.#schema).flatMap(([name, field]) =>
        field.type === 'string' ? [[name, new TextField(field.analysis)] as const] : [],
      ),
    );
    this.#rows = new Map();
    this.#rowById = new Map();
    this.#nextRow = 0;
  }

  #sweep(): void {
    const kept = [...this.#rows.values()];
    this.#clear();
    for (const record of kept) this.#add(record);
  }
}
