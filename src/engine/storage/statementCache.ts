import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';

/** StatementCache of one database, each prepared once. */
export class StatementCache {
  readonly #database: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  prepare(sql: string): StatementSync {
    const known = this.#prepared.get(sql) ?? this.#database.prepare(sql);
    this.#prepared.set(sql, known);
    return known;
  }

  /** The first row; the caller knows its form, since the statement says it. */
  get(sql: string, ...parameters: SQLInputValue[]): unknown {
    return this.prepare(sql).get(...parameters);
  }

  /** All rows, of the form that the statement says. */
  all<T>(sql: string, ...parameters: SQLInputValue[]): T[] {
    return this.prepare(sql).all(...parameters) as T[];
  }

  run(sql: string, ...parameters: SQLInputValue[]): number {
    return Number(this.prepare(sql).run(...parameters).changes);
  }
}
