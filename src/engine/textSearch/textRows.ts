import type { Metadata } from '../../model/record.ts';
import type { DocumentFields } from '../storage/indexFields.ts';
import { parseQueryString } from './queryString.ts';
import { lazily, scoreQuery, sumOf, textField } from './scoreQuery.ts';
import { RowScores } from './rowScores.ts';
import { TextField } from './textField.ts';

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

type Row = {
  readonly pk: number;
  readonly id: string;
  /** By field. */
  readonly texts: ReadonlyMap<string, string>;
};

/** Fewer rows than this that are gone are not worth an upkeep. */
const smallWaste = 1024;

/**
 * The texts of a namespace's documents in memory, by their terms. A row never changes; a document that is written again
 * gets a new one, and rows that are gone are swept out once they are half of all.
 */
export class TextRows {
  readonly #schema: DocumentFields;
  #fields = new Map<string, TextField>();
  #rows: (Row | undefined)[] = [];
  #rowById = new Map<string, number>();
  /** Changes with the rows. */
  #version = 0;

  constructor(schema: DocumentFields) {
    this.#schema = schema;
    this.#clear();
  }

  /** Adds or replaces a document. One whose texts stay the same stays where it is. */
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

  delete(id: string): void {
    const row = this.#rowById.get(id);
    if (row === undefined) return;
    this.#version++;
    this.#rows[row] = undefined;
    this.#rowById.delete(id);
    for (const field of this.#fields.values()) field.remove(row);
    const wasted = this.#rows.length - this.#rowById.size;
    if (wasted > smallWaste && wasted > this.#rowById.size) this.#sweep();
  }

  /** The document in a row that was scored; rows may move with the next write. */
  at(row: number): Row {
    return this.#rows[row]!;
  }

  /** The sum of what each clause gives, for the rows that any of them finds. Throws `badInput`. */
  score(clauses: readonly TextClause[]): RowScores {
    return this.#sum(clauses, (clause) => this.#scoreClause(clause));
  }

  /** Tells of an id whether its document meets the condition when it is asked. Throws `badInput`. */
  matching(condition: TextCondition): (id: string) => boolean {
    let version = this.#version;
    let scores = this.#meeting(condition);
    return (id) => {
      if (version !== this.#version) {
        version = this.#version;
        scores = this.#meeting(condition);
      }
      const row = this.#rowById.get(id);
      return row !== undefined && scores.has(row);
    };
  }

  /** Ids of the documents that meet the condition, in no order. Throws `badInput`. */
  idsMatching(condition: TextCondition): string[] {
    return Array.from(this.#meeting(condition).take().rows, (row) => this.at(row).id);
  }

  #meeting({ field: name, mode, text }: TextCondition): RowScores {
    const field = textField(this.#fields, name);
    switch (mode) {
      case 'phrase':
        return field.scorePhrase(text);
      case 'all':
        return field.scoreAll(text);
      case 'any':
        return field.scoreAny(text);
      default:
        return mode satisfies never;
    }
  }

  #scoreClause(clause: TextClause): RowScores {
    if (clause.type === 'query_string')
      return scoreQuery(parseQueryString(clause.query), {
        fields: this.#fields,
        rowCount: this.#rows.length,
        everyRow: () => this.#everyRow(),
      });
    const { fields, query } = clause;
    return this.#sum(fields, (name) => textField(this.#fields, name).scoreAny(query));
  }

  #sum<T>(parts: readonly T[], score: (part: T) => RowScores): RowScores {
    return sumOf(this.#rows.length, lazily(parts, score));
  }

  #everyRow(): RowScores {
    const scores = new RowScores(this.#rows.length);
    for (const row of this.#rowById.values()) scores.add(row, 0);
    return scores;
  }

  #add(record: Row): void {
    this.#version++;
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
        field.type === 'string' ? [[name, new TextField(field.analysis)] as const] : [],
      ),
    );
    this.#rows = [];
    this.#rowById = new Map();
  }

  #sweep(): void {
    const kept = this.#rows.filter((row) => row !== undefined);
    this.#clear();
    for (const record of kept) this.#add(record);
  }
}

function areSame(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): boolean {
  return one.size === other.size && [...one].every(([name, text]) => other.get(name) === text);
}
