import { Failure, type FailureKind, type FailureReason } from '../../common/failure.ts';
import { defaultNamespace } from '../../model/vectorIndex.ts';
import type { IndexDatabase } from './indexDatabase.ts';

/** The table of an index's namespace aliases. Its failures carry Pinecone's error reasons. */
export class AliasTable {
  readonly #database: IndexDatabase;
  readonly #changeStatus: ChangeStatus;

  constructor(database: IndexDatabase, changeStatus: ChangeStatus) {
    this.#database = database;
    this.#changeStatus = changeStatus;
  }

  /** Returns all aliases, sorted by name. */
  list(): readonly NamespaceAlias[] {
    return this.#database.statements.all(`SELECT ${columns} FROM aliases ORDER BY name`);
  }

  find(name: string): NamespaceAlias | undefined {
    const sql = `SELECT ${columns} FROM aliases WHERE name = ?`;
    return this.#database.statements.get(sql, name) as NamespaceAlias | undefined;
  }

  /** Returns the namespace that a read of this name or alias uses. */
  target(name: string): string {
    return this.find(name)?.target ?? name;
  }

  /** Checks that a namespace of this name can be created. Throws `conflict` if the name is an alias. */
  checkNamespaceCreation(name: string): void {
    const alias = this.find(name);
    if (alias !== undefined)
      throw failure('conflict', readOnly(alias), { word: 'NAME_IN_USE_BY_ALIAS' });
  }

  /**
   * Checks that records can be written to this name. Throws `badInput` if it is an alias, because aliases are
   * read-only.
   */
  checkRecordWrite(name: string): void {
    const alias = this.find(name);
    if (alias === undefined) return;
    const reason = { word: 'WRITE_TO_ALIAS' };
    throw new Failure('badInput', readOnly(alias), { reason, status: this.#changeStatus });
  }

  /** Checks that the name is not an alias. Throws `badInput` if it is. */
  checkNamespaceOperation(name: string): void {
    if (this.find(name) === undefined) return;
    const message = `${name} is an alias, not a namespace: use /namespace-aliases`;
    throw failure('badInput', message, { word: 'NAMESPACE_OPERATION_ON_ALIAS' });
  }

  /** Checks that a namespace can be deleted. Throws `badInput` if an alias points to it. */
  checkNamespaceDeletion(namespace: string): void {
    this.checkNamespaceOperation(namespace);
    const pointing = this.list().find(({ target }) => target === namespace);
    if (pointing === undefined) return;
    const message = `The alias ${pointing.name} points to ${namespace}: point it to another namespace or delete it first`;
    throw failure('badInput', message, { word: 'NAMESPACE_TARGETED_BY_ALIAS' });
  }

  /** Returns one alias. Throws `notFound`. */
  get(name: string): NamespaceAlias {
    const alias = this.find(name);
    if (alias === undefined) throw new Failure('notFound', `Namespace alias ${name} not found`);
    return alias;
  }

  /**
   * Creates an alias. Throws `conflict` if a namespace or an alias has the name, `badInput` if the target is not a
   * namespace.
   */
  create(name: string, target: string, now: string): NamespaceAlias {
    this.#checkTarget(target);
    const sql = `INSERT INTO aliases (name, target, created_at, updated_at)
      SELECT ?1, ?2, ?3, ?3
      WHERE NOT EXISTS (SELECT 1 FROM namespaces WHERE name = ?1 AND (record_count > 0 OR is_kept))
      ON CONFLICT DO NOTHING`;
    if (this.#database.statements.run(sql, name, target, now) === 0) throw this.#taken(name);
    return this.get(name);
  }

  /** Points an alias to another namespace. Throws `notFound`, and `badInput` if the target is not a namespace. */
  change(name: string, target: string, now: string): NamespaceAlias {
    this.get(name);
    this.#checkTarget(target);
    const sql = 'UPDATE aliases SET target = ?, updated_at = ? WHERE name = ?';
    this.#database.statements.run(sql, target, now, name);
    return this.get(name);
  }

  /** Deletes an alias. Throws `notFound`. */
  delete(name: string): void {
    if (this.#database.statements.run('DELETE FROM aliases WHERE name = ?', name) === 0)
      throw new Failure('notFound', `Namespace alias ${name} not found`);
  }

  #taken(name: string): Failure {
    const alias = this.find(name);
    if (alias === undefined) {
      const message = `A namespace ${name} already exists`;
      return failure('conflict', message, { word: 'NAME_IN_USE_BY_NAMESPACE' });
    }
    const facts = { target_namespace: alias.target };
    const message = `An alias ${name} already exists and points to ${alias.target}`;
    return failure('conflict', message, { word: 'ALIAS_ALREADY_EXISTS', facts });
  }

  #checkTarget(target: string): void {
    if (this.find(target) !== undefined) {
      const message = `${target} is an alias: an alias must point to a namespace`;
      throw failure('badInput', message, { word: 'TARGET_IS_ALIAS' });
    }
    const sql = 'SELECT 1 FROM namespaces WHERE name = ? AND (record_count > 0 OR is_kept)';
    const isThere =
      target === defaultNamespace || this.#database.statements.get(sql, target) !== undefined;
    if (isThere) return;
    const message = `Namespace ${target} does not exist: an alias must point to an existing namespace`;
    throw failure('badInput', message, { word: 'TARGET_NAMESPACE_NOT_FOUND' });
  }
}

/** A read-only alias of a namespace. Times are ISO 8601. */
export type NamespaceAlias = {
  readonly name: string;
  readonly target: string;
  readonly createdAt: string;
  readonly updatedAt: string;
};

const columns = 'name, target, created_at AS createdAt, updated_at AS updatedAt';

/** The status of a rejected write. Pinecone's APIs of vectors and of documents differ here. */
type ChangeStatus = 400 | 412;

function readOnly({ name, target }: NamespaceAlias): string {
  return `${name} is a read-only alias: write to its namespace ${target}`;
}

function failure(kind: FailureKind, message: string, reason: FailureReason): Failure {
  return new Failure(kind, message, { reason });
}
