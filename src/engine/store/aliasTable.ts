import { Failure } from '../../common/failure.ts';
import type { IndexDatabase } from './indexDatabase.ts';

/** Another name for a namespace, by which it can be read. Times are in the form of ISO 8601. */
export type NamespaceAlias = {
  readonly name: string;
  readonly target: string;
  readonly createdAt: string;
  readonly updatedAt: string;
};

const columns = 'name, target, created_at AS createdAt, updated_at AS updatedAt';

/** The other names of an index' namespaces. */
export class AliasTable {
  readonly #database: IndexDatabase;

  constructor(database: IndexDatabase) {
    this.#database = database;
  }

  /** By name. */
  list(): readonly NamespaceAlias[] {
    return this.#database.statements.all(`SELECT ${columns} FROM aliases ORDER BY name`);
  }

  find(name: string): NamespaceAlias | undefined {
    const sql = `SELECT ${columns} FROM aliases WHERE name = ?`;
    return this.#database.statements.get(sql, name) as NamespaceAlias | undefined;
  }

  /** The namespace that a read of this name is for. */
  target(name: string): string {
    return this.find(name)?.target ?? name;
  }

  /** Throws `badInput` where the name is an alias, which can be read only. */
  refuseToWrite(name: string): void {
    const alias = this.find(name);
    if (alias === undefined) return;
    const message = `${name} is an alias, which can be read only: write to its namespace ${alias.target}`;
    throw new Failure('badInput', message);
  }

  /** Throws `notFound`. */
  get(name: string): NamespaceAlias {
    const alias = this.find(name);
    if (alias === undefined) throw new Failure('notFound', `Namespace alias ${name} not found`);
    return alias;
  }

  /** Throws `conflict` where the name is taken, by an alias or by a namespace. */
  create(name: string, target: string, now: string): NamespaceAlias {
    this.#checkTarget(target);
    const sql = `INSERT INTO aliases (name, target, created_at, updated_at)
      SELECT ?1, ?2, ?3, ?3
      WHERE NOT EXISTS (SELECT 1 FROM namespaces WHERE name = ?1 AND (record_count > 0 OR is_kept))
      ON CONFLICT DO NOTHING`;
    if (this.#database.statements.run(sql, name, target, now) === 0)
      throw new Failure('conflict', `A namespace or an alias ${name} already exists`);
    return this.get(name);
  }

  /** Throws `notFound`. */
  change(name: string, target: string, now: string): NamespaceAlias {
    this.#checkTarget(target);
    const sql = 'UPDATE aliases SET target = ?, updated_at = ? WHERE name = ?';
    this.#database.statements.run(sql, target, now, name);
    return this.get(name);
  }

  /** Throws `notFound`. */
  delete(name: string): void {
    if (this.#database.statements.run('DELETE FROM aliases WHERE name = ?', name) === 0)
      throw new Failure('notFound', `Namespace alias ${name} not found`);
  }

  #checkTarget(target: string): void {
    if (this.find(target) === undefined) return;
    throw new Failure('badInput', `${target} is an alias itself: an alias stands for a namespace`);
  }
}
