import { Failure } from '../../common/failure.ts';
import type { Backup } from '../../model/backup.ts';
import type { Environment } from '../../model/environment.ts';
import type { IndexStats, VectorIndex } from '../../model/vectorIndex.ts';
import type { WriteEntry } from '../../model/writeJournal.ts';
import type { DeletedIndexes } from '../writes/deletedIndexes.ts';
import type { WriteStep } from '../writes/recordWrites.ts';
import type { Backups } from './backups.ts';
import type { Catalog } from './catalog.ts';
import type { PineconeClient } from '../../pinecone/pineconeClient.ts';
import type { Connections } from '../environments/connections.ts';

/** Deletes indexes, with an optional backup first. */
export class IndexDeletion {
  readonly #deps: IndexDeletionDeps;

  constructor(deps: IndexDeletionDeps) {
    this.#deps = deps;
  }

  /**
   * Returns what a deletion would destroy, at no read units. Throws `notFound` if the index does not exist, `forbidden` if
   * the environment is locked.
   */
  async impactOf(environment: Environment, name: string, signal: AbortSignal): Promise<Loss> {
    const { catalog, connections } = this.#deps;
    connections.checkWritable(environment);
    catalog.expire(environment.id);
    const index = await catalog.index(environment, name, signal);
    if (!index.isReady) return { index, canUndo: false };
    const stats = await catalog.stats(environment, index, signal).catch(() => undefined);
    if (stats === undefined) return { index, canUndo: false };
    return {
      index,
      stats,
      canUndo: await this.#deps.deletedIndexes.canSave(environment, index, stats),
    };
  }

  /** Creates a backup of an index. Throws as `Backups.create` does. */
  backUp(
    environment: Environment,
    index: string,
    name: string,
    signal: AbortSignal,
  ): Promise<Backup> {
    return this.#deps.backups.create(environment, index, name, signal);
  }

  /** Deletes an index after its records and settings are saved, so that undo brings it back. */
  async deleteWithUndo(
    environment: Environment,
    index: VectorIndex,
    signal: AbortSignal,
    onStep: (step: WriteStep) => void,
  ): Promise<WriteEntry> {
    const saved = await this.#deps.deletedIndexes.save(environment, index, signal, onStep);
    try {
      await this.delete(environment, index, signal);
    } catch (error) {
      // Without an answer the index may be gone.
      await (Failure.is(error) && refusals.has(error.kind)
        ? saved.discard()
        : saved.note('started'));
      throw error;
    }
    // The index is gone: a full disk is no failure, and the entry can still be undone.
    await saved.note('done').catch(() => undefined);
    return { ...saved.entry, state: 'done' };
  }

  /** Deletes an index. Lifts deletion protection first, and restores it if the deletion fails. */
  async delete(
    environment: Environment,
    { name, isProtected }: Pick<VectorIndex, 'name' | 'isProtected'>,
    signal: AbortSignal,
  ): Promise<void> {
    const client = await this.#deps.connections.openForWriting(environment, signal);
    if (isProtected) await client.configureIndex(name, { isProtected: false }, signal);
    try {
      await client.deleteIndex(name, signal);
    } catch (error) {
      if (isProtected) await this.#protect(environment, name);
      throw error;
    } finally {
      this.#deps.catalog.invalidate(environment.id);
    }
  }

  /** The user sees the first failure, not a second one from this call. */
  async #protect(environment: Environment, name: string): Promise<void> {
    const { signal } = new AbortController();
    const client = await this.#deps.connections.openForWriting(environment, signal);
    await client.configureIndex(name, { isProtected: true }, signal).catch(() => undefined);
  }
}

export type IndexDeletionDeps = {
  readonly connections: {
    checkWritable: Connections['checkWritable'];
    openForWriting(
      ...args: Parameters<Connections['openForWriting']>
    ): Promise<Pick<PineconeClient, 'deleteIndex' | 'configureIndex'>>;
  };
  readonly catalog: Pick<Catalog, 'index' | 'stats' | 'expire' | 'invalidate'>;
  readonly backups: Pick<Backups, 'create'>;
  readonly deletedIndexes: Pick<DeletedIndexes, 'canSave' | 'save'>;
};

/** What deleting an index destroys. `stats` are absent if the service does not return them. */
export type Loss = {
  readonly index: VectorIndex;
  readonly stats?: IndexStats;
  /** Whether the index can be saved for undo. */
  readonly canUndo: boolean;
};

/** A refusal of the service, after which the index is as before. */
const refusals: ReadonlySet<string> = new Set([
  'badInput',
  'conflict',
  'forbidden',
  'notFound',
  'unauthorized',
]);
