import { sleep } from '../../common/async.ts';
import { Disposables, type Disposable } from '../../common/disposables.ts';
import { Emitter, type Event } from '../../common/emitter.ts';
import { Failure } from '../../common/failure.ts';
import { restoredName, type Backup } from '../../model/backup.ts';
import type { Environment } from '../../model/environment.ts';
import type { BackupClient } from '../../pinecone/pineconeClient.ts';
import type { Catalog } from './catalog.ts';
import type { Connections } from '../environments/connections.ts';

/** Creates, lists, restores and deletes backups of indexes, in the engine and in the cloud. */
export class Backups implements Disposable {
  readonly #deps: BackupDeps;
  readonly #resources = new Disposables();
  readonly #disposal = new AbortController();
  readonly #changed = new Emitter<void>();
  /** All backups of an environment by its id, cached until an invalidation. */
  readonly #lists = new Map<string, Promise<readonly Backup[]>>();

  /** Fires when cached lists are dropped. */
  readonly onDidChange: Event<void> = this.#changed.event;

  constructor(deps: BackupDeps) {
    this.#deps = deps;
    this.#resources.own(deps.catalog.onDidInvalidate((id) => this.#forget(id)));
  }

  dispose(): void {
    this.#resources.dispose();
    this.#disposal.abort();
    this.#lists.clear();
  }

  /** Returns the backups of one index, or of all, newest first. Always requests them from the service. */
  async list(
    environment: Environment,
    index: string | undefined,
    signal: AbortSignal,
  ): Promise<readonly Backup[]> {
    const { backups: client } = await this.#deps.connections.open(environment, signal);
    return ofIndex(await client.list(signal), index);
  }

  /** Returns the backups of one index from the cache; requests them once if they are not cached. */
  async known(environment: Environment, index: string): Promise<readonly Backup[]> {
    const { id } = environment;
    let list = this.#lists.get(id);
    if (list === undefined) {
      list = this.list(environment, undefined, this.#disposal.signal);
      this.#lists.set(id, list);
    }
    return ofIndex(await list, index);
  }

  /** Resolves when the backup is ready. Aborting the signal stops waiting only: the service finishes the backup. */
  async create(
    environment: Environment,
    index: string,
    name: string,
    signal: AbortSignal,
  ): Promise<Backup> {
    const client = await this.#openForWriting(environment, signal);
    try {
      let backup = await client.create(index, name, signal);
      this.#forget(environment.id);
      while (!backup.isReady) {
        if (backup.isFailed) throw failed(`The backup of “${index}”`);
        await this.#pause(signal);
        backup = await client.describe(backup, signal);
      }
      return backup;
    } finally {
      this.#forget(environment.id);
    }
  }

  /** Returns the index names in use, and a free name for the restored index. */
  async namesFor(
    environment: Environment,
    { index }: Backup,
    signal: AbortSignal,
  ): Promise<{ taken: readonly string[]; free: string }> {
    const indexes = await this.#deps.catalog.indexes(environment, signal);
    const taken = indexes.map(({ name }) => name);
    return { taken, free: restoredName(index, taken) };
  }

  /**
   * Restores the backup into a new index, and resolves when the index is filled. Aborting the signal stops waiting
   * only.
   */
  async restore(
    environment: Environment,
    backup: Backup,
    index: string,
    signal: AbortSignal,
    onShare: OnShare = () => undefined,
  ): Promise<void> {
    const client = await this.#openForWriting(environment, signal);
    try {
      const jobId = await client.restore(backup, index, signal);
      for (;;) {
        const { state, share } = await client.restoreState(jobId, signal);
        onShare(share);
        if (state === 'completed') return;
        if (state === 'failed') throw failed(`Restoring “${index}”`);
        await this.#pause(signal);
      }
    } finally {
      this.#deps.catalog.invalidate(environment.id);
    }
  }

  async delete(environment: Environment, backup: Backup, signal: AbortSignal): Promise<void> {
    const client = await this.#openForWriting(environment, signal);
    try {
      await client.delete(backup, signal);
    } finally {
      this.#forget(environment.id);
    }
  }

  #pause(signal: AbortSignal): Promise<void> {
    return sleep(this.#deps.pollMs ?? 2000, signal);
  }

  #forget(environmentId: string | undefined): void {
    if (environmentId === undefined) this.#lists.clear();
    else this.#lists.delete(environmentId);
    this.#changed.fire();
  }

  async #openForWriting(environment: Environment, signal: AbortSignal): Promise<BackupClient> {
    return (await this.#deps.connections.openForWriting(environment, signal)).backups;
  }
}

export type BackupDeps = {
  readonly connections: Pick<Connections, 'open' | 'openForWriting'>;
  readonly catalog: Pick<Catalog, 'indexes' | 'invalidate' | 'onDidInvalidate'>;
  /** Interval between two status requests of a running backup or restore. */
  readonly pollMs?: number;
};

/** Receives progress from 0 to 1. */
export type OnShare = (share: number) => void;

function ofIndex(backups: readonly Backup[], index: string | undefined): readonly Backup[] {
  return backups.filter((backup) => index === undefined || backup.index === index);
}

function failed(what: string): Failure {
  return new Failure('unavailable', `${what} failed: the service returned no reason. Try again`);
}
