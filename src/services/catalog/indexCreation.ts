import { sleep } from '../../common/async.ts';
import { Failure } from '../../common/failure.ts';
import type { Environment } from '../../model/environment.ts';
import type { IndexChanges, NewIndex } from '../../model/newIndex.ts';
import { hasFailed, type VectorIndex } from '../../model/vectorIndex.ts';
import type { PineconeClient } from '../../pinecone/pineconeClient.ts';
import type { Catalog } from './catalog.ts';

export type IndexCreationDeps = {
  readonly connections: {
    openForWriting(
      environment: Environment,
      signal: AbortSignal,
    ): Promise<Pick<PineconeClient, 'createIndex' | 'describeIndex' | 'configureIndex'>>;
  };
  readonly catalog: Pick<Catalog, 'invalidate'>;
  readonly pollMs?: number;
};

const defaultPollMs = 1000;

/** Creates and configures indexes. */
export class IndexCreation {
  readonly #deps: IndexCreationDeps;

  constructor(deps: IndexCreationDeps) {
    this.#deps = deps;
  }

  /**
   * Creates an index and waits until it is ready. Aborting the signal after the service has accepted the index ends the
   * wait only. Throws `conflict` if the name is in use, `unavailable` if the service could not build the index.
   */
  async create(
    environment: Environment,
    newIndex: NewIndex,
    signal: AbortSignal,
  ): Promise<VectorIndex> {
    const { connections, catalog } = this.#deps;
    const client = await connections.openForWriting(environment, signal);
    const created = await client.createIndex(newIndex, signal);
    catalog.invalidate(environment.id);
    try {
      return await this.#untilReady(client, created, signal);
    } finally {
      if (!created.isReady) catalog.invalidate(environment.id);
    }
  }

  async configure(
    environment: Environment,
    name: string,
    changes: IndexChanges,
    signal: AbortSignal,
  ): Promise<void> {
    const client = await this.#deps.connections.openForWriting(environment, signal);
    try {
      await client.configureIndex(name, changes, signal);
    } finally {
      this.#deps.catalog.invalidate(environment.id);
    }
  }

  async #untilReady(
    client: Pick<PineconeClient, 'describeIndex'>,
    created: VectorIndex,
    signal: AbortSignal,
  ): Promise<VectorIndex> {
    let index = created;
    while (!index.isReady && !signal.aborted) {
      if (hasFailed(index)) throw notBuilt(index);
      await sleep(this.#deps.pollMs ?? defaultPollMs, signal).catch(() => undefined);
      if (!signal.aborted) index = await client.describeIndex(index.name, signal);
    }
    return index;
  }
}

function notBuilt({ name, state }: VectorIndex): Failure {
  return new Failure(
    'unavailable',
    `The service could not build “${name}” (${state}); delete it and create it again`,
  );
}
