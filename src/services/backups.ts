import { restoredName, type Backup } from '../model/backup.ts';
import { localEnvironment } from '../model/environment.ts';
import type { PineconeClient } from '../pinecone/pineconeClient.ts';
import type { Catalog } from './catalog.ts';
import type { Connections } from './connections.ts';

/** The backups of the indexes on this machine. */
export class Backups {
  readonly #connections: Pick<Connections, 'open'>;
  readonly #catalog: Pick<Catalog, 'indexes' | 'invalidate'>;

  constructor(
    connections: Pick<Connections, 'open'>,
    catalog: Pick<Catalog, 'indexes' | 'invalidate'>,
  ) {
    this.#connections = connections;
    this.#catalog = catalog;
  }

  /** The newest first; of one index, or of all. */
  async list(index: string | undefined, signal: AbortSignal): Promise<readonly Backup[]> {
    const client = await this.#open(signal);
    const backups = await client.backups.list(signal);
    return backups.filter((backup) => index === undefined || backup.index === index);
  }

  /** The engine copies to the end once it has begun: aborting the signal merely ends the waiting. */
  async create(index: string, name: string, signal: AbortSignal): Promise<Backup> {
    const client = await this.#open(signal);
    return client.backups.create(index, name, signal);
  }

  /** The names that a restored index cannot have, and one that it can. */
  async namesFor(
    { index }: Backup,
    signal: AbortSignal,
  ): Promise<{ taken: readonly string[]; free: string }> {
    const indexes = await this.#catalog.indexes(localEnvironment, signal);
    const taken = indexes.map(({ name }) => name);
    return { taken, free: restoredName(index, taken) };
  }

  /** Makes a new index of the backup; as with `create`, the engine copies to the end. */
  async restore(backup: Backup, index: string, signal: AbortSignal): Promise<void> {
    const client = await this.#open(signal);
    try {
      await client.backups.restore(backup, index, signal);
    } finally {
      this.#catalog.invalidate(localEnvironment.id);
    }
  }

  async delete(backup: Backup, signal: AbortSignal): Promise<void> {
    const client = await this.#open(signal);
    await client.backups.delete(backup, signal);
  }

  #open(signal: AbortSignal): Promise<PineconeClient> {
    return this.#connections.open(localEnvironment, signal);
  }
}
