import { setImmediate } from 'node:timers/promises';
import { Failure } from '../../common/failure.ts';
import { defaultNamespace } from '../../model/vectorIndex.ts';
import type { NamespaceState } from '../storage/indexDatabase.ts';
import {
  emptyDefaultNamespace,
  type NamespaceDetails,
  type NamespaceTable,
} from '../storage/namespaceTable.ts';
import type { NamespaceCalls } from './calls/namespaceCalls.ts';
import type { FilterWrites } from './filterWrites.ts';
import type { IndexContext } from './indexContext.ts';

type Params<M extends keyof NamespaceCalls> = Omit<NamespaceCalls[M]['params'], 'index'>;

/** The namespaces of an index: lists, creates and deletes them. */
export class Namespaces {
  readonly #context: IndexContext;
  readonly #table: NamespaceTable;
  readonly #filterWrites: FilterWrites;
  #isSweeping = false;

  constructor(context: IndexContext, table: NamespaceTable, filterWrites: FilterWrites) {
    this.#context = context;
    this.#table = table;
    this.#filterWrites = filterWrites;
  }

  /** By name. */
  list(): readonly NamespaceDetails[] {
    return this.#table.list().toSorted((one, other) => (one.name < other.name ? -1 : 1));
  }

  create({ namespace, filterable }: Params<'namespace.create'>): void {
    this.#context.aliases.checkNamespaceCreation(namespace);
    this.#table.create(namespace, filterable);
  }

  describe({ namespace }: Params<'namespace.describe'>): NamespaceDetails {
    this.#context.aliases.checkNamespaceOperation(namespace);
    const found = this.#table.list().find(({ name }) => name === namespace);
    if (found !== undefined) return found;
    if (namespace === defaultNamespace) return emptyDefaultNamespace;
    throw new Failure('notFound', `Namespace ${namespace} not found`);
  }

  /** Deletes a namespace with its records. The default namespace stays, without records. */
  delete({ namespace }: Params<'namespace.delete'>): void {
    const { aliases, database } = this.#context;
    aliases.checkNamespaceDeletion(namespace);
    if (namespace === defaultNamespace) {
      const state = database.namespace(namespace);
      if (state !== undefined) this.deleteRecords(state);
    } else this.#clear(namespace, () => this.#table.delete(namespace));
  }

  /** Deletes all records of a namespace. Returns how many there were, and the new freshness counter. */
  deleteRecords(state: NamespaceState): { readonly matched: number; readonly lsn: number } {
    const { database } = this.#context;
    const result = this.#clear(state.name, () => database.deleteAll(state));
    return { matched: state.recordCount, ...result };
  }

  /** The freshness counter of a namespace; 0 if there is none. */
  lsn(namespace: string): number {
    return this.#context.database.namespace(namespace)?.lsn ?? 0;
  }

  /** Removes the rows of deleted namespaces from the file, in small transactions. */
  async sweep(): Promise<void> {
    if (this.#isSweeping) return;
    this.#isSweeping = true;
    const { database, isOpen } = this.#context;
    try {
      while (isOpen() && database.transaction(() => database.deferredDeletions.deleteBatch()))
        await setImmediate();
    } catch {
      // The disk is full or the file is damaged: the next read reports it, and the next opening sweeps again.
    } finally {
      this.#isSweeping = false;
    }
  }

  #clear<T>(namespace: string, clear: () => T): T {
    const result = this.#filterWrites.clearing(namespace, clear);
    this.#context.loaded.forget(namespace);
    void this.sweep();
    return result;
  }
}
