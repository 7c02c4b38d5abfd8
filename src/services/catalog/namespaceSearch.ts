import type { Environment } from '../../model/environment.ts';
import type { NamespaceSummary } from '../../model/vectorIndex.ts';
import type { PineconeClient } from '../../pinecone/pineconeClient.ts';
import type { Catalog } from './catalog.ts';

/** Finds namespaces by the start of their name. The service searches, at no read units. */
export class NamespaceSearch {
  readonly #deps: NamespaceSearchDeps;

  constructor(deps: NamespaceSearchDeps) {
    this.#deps = deps;
  }

  /** Returns the first namespaces whose name starts with `prefix`; all namespaces match an empty one. */
  async find(
    environment: Environment,
    index: string,
    prefix: string,
    signal: AbortSignal,
  ): Promise<FoundNamespaces> {
    const { connections, catalog } = this.#deps;
    const { host } = await catalog.index(environment, index, signal);
    const client = await connections.open(environment, signal);
    const page = await client.index(host).listNamespaces({ prefix, limit: pageSize }, signal);
    return { namespaces: page.items, hasMore: page.next !== undefined };
  }
}

export type NamespaceSearchDeps = {
  readonly connections: {
    open(environment: Environment, signal: AbortSignal): Promise<Pick<PineconeClient, 'index'>>;
  };
  readonly catalog: Pick<Catalog, 'index'>;
};

/** The first namespaces of a search, in the service's order, and whether there are more. */
export type FoundNamespaces = {
  readonly namespaces: readonly NamespaceSummary[];
  readonly hasMore: boolean;
};

/** Number of namespaces that a search returns at most: one page of the service. */
const pageSize = 100;
