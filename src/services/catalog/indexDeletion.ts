import type { Backup } from '../../model/backup.ts';
import type { Environment } from '../../model/environment.ts';
import type { IndexStats, VectorIndex } from '../../model/vectorIndex.ts';
import type { Backups } from './backups.ts';
import type { Catalog } from './catalog.ts';
import type { Connections } from '../environments/connections.ts';

export type IndexDeletionDeps = {
  readonly connections: {
    open(
      ...args: Parameters<Connections['open']>
    ): Promise<Pick<Awaited<ReturnType<Connections['open']>>, 'deleteIndex' | 'protectIndex'>>;
  };
  readonly catalog: Pick<Catalog, 'index' | 'stats' | 'expire' | 'invalidate'>;
  readonly backups: Pick<Backups, 'create'>;
};

/** What is lost with an index. `stats` are absent where the service does not tell. */
export type Loss = { readonly index: VectorIndex; readonly stats?: IndexStats };

/** Deletes indexes, after a backup where one is wanted. */
export class IndexDeletion {
  readonly #deps: IndexDeletionDeps;

  constructor(deps: IndexDeletionDeps) {
    this.#deps = deps;
  }

  /** Asks the service, without read units. Throws `notFound` where the index is gone. */
  async impactOf(environment: Environment, name: string, signal: AbortSignal): Promise<Loss> {
    const { catalog } = this.#deps;
    catalog.expire(environment.id);
    const index = await catalog.index(environment, name, signal);
    if (!index.isReady) return { index };
    const stats = await catalog.stats(environment, index, signal).catch(() => undefined);
    return { index, ...(stats && { stats }) };
  }

  /** A copy of an index, from which it can be restored. Throws as `Backups.create` does. */
  backUp(
    environment: Environment,
    index: string,
    name: string,
    signal: AbortSignal,
  ): Promise<Backup> {
    return this.#deps.backups.create(environment, index, name, signal);
  }

  /** Lifts the protection of an index that has it; puts it back where the index could not be deleted then. */
  async delete(
    environment: Environment,
    { name, isProtected }: Pick<VectorIndex, 'name' | 'isProtected'>,
    signal: AbortSignal,
  ): Promise<void> {
    const client = await this.#deps.connections.open(environment, signal);
    if (isProtected) await client.protectIndex(name, false, signal);
    try {
      await client.deleteIndex(name, signal);
    } catch (error) {
      if (isProtected) await this.#protect(environment, name);
      throw error;
    } finally {
      this.#deps.catalog.invalidate(environment.id);
    }
  }

  /** What failed before is what the user hears of. */
  async #protect(environment: Environment, name: string): Promise<void> {
    const { signal } = new AbortController();
    const client = await this.#deps.connections.open(environment, signal);
    await client.protectIndex(name, true, signal).catch(() => undefined);
  }
}
