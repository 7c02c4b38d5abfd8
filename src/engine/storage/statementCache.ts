import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';

/** Prepares each SQL statement of a database once and reuses it. */
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

  /** Returns the first row. The caller casts it to the columns of the statement. */
  get(sql: string, ...parameters: SQLInputValue[]): unknown {
    return this.prepare(sql).get(...parameters);
  }

  /** Returns all rows. */
  all<T>(sql: string, ...parameters: SQLInputValue[]): T[] {
    return this.prepare(sql).all(...parameters) as T[];
  }

  /** Runs a statement and returns the number of changed rows. */
  run(sql: string, ...parameters: SQLInputValue[]): number {
    return Number(this.prepare(sql).run(...parameters).changes);
  }
}
