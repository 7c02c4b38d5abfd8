import { Failure, type FailureKind, type FailureReason } from '../../common/failure.ts';
import { defaultNamespace } from '../../model/vectorIndex.ts';
import type { IndexDatabase } from './indexDatabase.ts';

/** Another name for a namespace, by which it can be read. Times are in the form of ISO 8601. */
export type NamespaceAlias = {
  readonly name: string;
  readonly target: string;
  readonly createdAt: string;
  readonly updatedAt: string;
};

const columns = 'name, target, created_at AS createdAt, updated_at AS updatedAt';

/** How a refused write is answered: Pinecone's APIs of vectors and of documents differ there. */
type ChangeStatus = 400 | 412;

/** The other names of an index' namespaces. Its failures carry Pinecone's reasons. */
export class AliasTable {
  readonly #database: IndexDatabase;
  readonly #changeStatus: ChangeStatus;

  constructor(database: IndexDatabase, changeStatus: ChangeStatus) {
    this.#database = database;
    this.#changeStatus = changeStatus;
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

  /** Before what would make a namespace of this name. Throws `conflict` where it is an alias. */
  checkNamespaceCreation(name: string): void {
    const alias = this.find(name);
    if (alias !== undefined)
      throw failure('conflict', readOnly(alias), { word: 'NAME_IN_USE_BY_ALIAS' });
  }

  /** Before a change of records. Throws `badInput` where the name is an alias, which can be read only. */
  checkRecordWrite(name: string): void {
    const alias = this.find(name);
    if (alias === undefined) return;
    const reason = { word: 'WRITE_TO_ALIAS' };
    throw new Failure('badInput', readOnly(alias), { reason, status: this.#changeStatus });
  }

  /** Before what is for namespaces themselves. Throws `badInput` where the name is an alias. */
  checkNamespaceOperation(name: string): void {
    if (this.find(name) === undefined) return;
    const message = `${name} is an alias, not a namespace: ask for it below /namespace-aliases`;
    throw failure('badInput', message, { word: 'NAMESPACE_OPERATION_ON_ALIAS' });
  }

  /** Before a namespace is deleted. Throws `badInput` where an alias stands for it. */
  checkNamespaceDeletion(namespace: string): void {
    this.checkNamespaceOperation(namespace);
    const pointing = this.list().find(({ target }) => target === namespace);
    if (pointing === undefined) return;
    const message = `The alias ${pointing.name} stands for ${namespace}: point it elsewhere, or delete it first`;
    throw failure('badInput', message, { word: 'NAMESPACE_TARGETED_BY_ALIAS' });
  }

  /** Throws `notFound`. */
  get(name: string): NamespaceAlias {
    const alias = this.find(name);
    if (alias === undefined) throw new Failure('notFound', `Namespace alias ${name} not found`);
    return alias;
  }

  /** Throws `conflict` where the name is taken, by an alias or by a namespace; `badInput` where the target is none. */
  create(name: string, target: string, now: string): NamespaceAlias {
    this.#checkTarget(target);
    const sql = `INSERT INTO aliases (name, target, created_at, updated_at)
      SELECT ?1, ?2, ?3, ?3
      WHERE NOT EXISTS (SELECT 1 FROM namespaces WHERE name = ?1 AND (record_count > 0 OR is_kept))
      ON CONFLICT DO NOTHING`;
    if (this.#database.statements.run(sql, name, target, now) === 0) throw this.#taken(name);
    return this.get(name);
  }

  /** Throws `notFound`, and `badInput` where the target is no namespace. */
  change(name: string, target: string, now: string): NamespaceAlias {
    this.get(name);
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

  #taken(name: string): Failure {
    const alias = this.find(name);
    if (alias === undefined) {
      const message = `A namespace ${name} already exists`;
      return failure('conflict', message, { word: 'NAME_IN_USE_BY_NAMESPACE' });
    }
    const facts = { target_namespace: alias.target };
    const message = `An alias ${name} already exists, for ${alias.target}`;
    return failure('conflict', message, { word: 'ALIAS_ALREADY_EXISTS', facts });
  }

  #checkTarget(target: string): void {
    if (this.find(target) !== undefined) {
      const message = `${target} is an alias itself: an alias stands for a namespace`;
      throw failure('badInput', message, { word: 'TARGET_IS_ALIAS' });
    }
    const sql = 'SELECT 1 FROM namespaces WHERE name = ? AND (record_count > 0 OR is_kept)';
    const isThere =
      target === defaultNamespace || this.#database.statements.get(sql, target) !== undefined;
    if (isThere) return;
    const message = `There is no namespace ${target}: an alias stands for one that is there`;
    throw failure('badInput', message, { word: 'TARGET_NAMESPACE_NOT_FOUND' });
  }
}

function readOnly({ name, target }: NamespaceAlias): string {
  return `${name} is an alias, which can be read only: write to its namespace ${target}`;
}

function failure(kind: FailureKind, message: string, reason: FailureReason): Failure {
  return new Failure(kind, message, { reason });
}
