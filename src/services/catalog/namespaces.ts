import { Failure } from '../../common/failure.ts';
import type { Environment } from '../../model/environment.ts';
import type { VectorIndex } from '../../model/vectorIndex.ts';
import type { PineconeClient } from '../../pinecone/pineconeClient.ts';
import type { Catalog } from './catalog.ts';

/** Creates and deletes namespaces of indexes. */
export class Namespaces {
  readonly #deps: NamespaceDeps;

  constructor(deps: NamespaceDeps) {
    this.#deps = deps;
  }

  /** Throws `conflict` if the namespace exists. */
  async create(
    environment: Environment,
    index: string,
    name: string,
    signal: AbortSignal,
  ): Promise<void> {
    const client = await this.#open(environment, index, signal);
    await this.#change(environment, client.createNamespace(name, signal));
  }

  /** Deletes a namespace with all its records. Throws `notFound` if it does not exist. */
  async delete(
    environment: Environment,
    index: string,
    name: string,
    signal: AbortSignal,
  ): Promise<void> {
    const client = await this.#open(environment, index, signal);
    await this.#change(environment, client.deleteNamespace(name, signal));
  }

  /** Returns the index as last listed. Throws `notFound`. */
  indexOf(environment: Environment, index: string, signal: AbortSignal): Promise<VectorIndex> {
    return this.#deps.catalog.index(environment, index, signal);
  }

  /**
   * Returns the current number of records before a deletion, at no read units. Throws `forbidden` if the environment is
   * locked, `notFound` if the namespace does not exist.
   */
  async recordCount(
    environment: Environment,
    index: string,
    name: string,
    signal: AbortSignal,
  ): Promise<number> {
    const { catalog, connections } = this.#deps;
    connections.checkWritable(environment);
    catalog.expire(environment.id);
    const { namespaces } = await catalog.stats(
      environment,
      await catalog.index(environment, index, signal),
      signal,
    );
    const known = namespaces.find((namespace) => namespace.name === name);
    if (known !== undefined) return known.recordCount;
    throw new Failure('notFound', `“${index}” has no namespace “${name}” any more`);
  }

  async #open(
    environment: Environment,
    indexName: string,
    signal: AbortSignal,
  ): Promise<ReturnType<PineconeClient['index']>> {
    const { connections, catalog } = this.#deps;
    const client = await connections.openForWriting(environment, signal);
    const { host } = await catalog.index(environment, indexName, signal);
    return client.index(host);
  }

  /** Views request the namespaces again, also after a failure: the service may have accepted the change. */
  async #change(environment: Environment, change: Promise<void>): Promise<void> {
    try {
      await change;
    } finally {
      this.#deps.catalog.invalidate(environment.id);
    }
  }
}

export type NamespaceDeps = {
  readonly connections: {
    checkWritable(environment: Environment): void;
    openForWriting(
      environment: Environment,
      signal: AbortSignal,
    ): Promise<Pick<PineconeClient, 'index'>>;
  };
  readonly catalog: Pick<Catalog, 'index' | 'stats' | 'expire' | 'invalidate'>;
};

const maxNameLength = 512;

/** Returns the name of a new namespace. Throws `badInput` if the service would refuse it. */
export function parseNamespaceName(text: string): string {
  const name = text.trim();
  if (name === '') throw new Failure('badInput', 'A namespace needs a name');
  if (name.length > maxNameLength)
    throw new Failure('badInput', `A name has at most ${maxNameLength} characters`);
  if (!/^[\x20-\x7e]+$/.test(name))
    throw new Failure('badInput', 'A name has only printable ASCII characters');
  return name;
}
