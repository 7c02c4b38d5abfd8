import { Failure } from '../../common/failure.ts';
import type { Binding } from '../../model/notebook/cell.ts';
import type { VectorRecord } from '../../model/record.ts';
import type { IndexClient } from '../../pinecone/pineconeClient.ts';
import type { QueryPorts } from '../queries/queryRunner.ts';
import type { RecordLookup } from './whyNot.ts';

type Deps = Pick<QueryPorts, 'environments' | 'connections'> & {
  readonly catalog: Pick<QueryPorts['catalog'], 'index'>;
};

/** A local index answers as many hits as the API allows; deep queries of the cloud have a price. */
const localDepth = 10_000;
const cloudDepth = 1000;
const mostNamespaces = 50;

/** Reads records of the environments' indexes. */
export class ServiceRecordLookup implements RecordLookup {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async fetch(
    binding: Binding,
    id: string,
    signal: AbortSignal,
  ): Promise<VectorRecord | undefined> {
    const client = await this.#open(binding, signal);
    const { value } = await client.fetch(binding.namespace, [id], signal);
    return value[0];
  }

  async otherNamespaces(binding: Binding, signal: AbortSignal): Promise<readonly string[]> {
    const { namespaces } = await (await this.#open(binding, signal)).stats(signal);
    const names = namespaces.map(({ name }) => name).filter((name) => name !== binding.namespace);
    return names.slice(0, mostNamespaces);
  }

  depthOf({ environment }: Binding): number {
    return this.#deps.environments.byName(environment)?.kind === 'local' ? localDepth : cloudDepth;
  }

  async #open(binding: Binding, signal: AbortSignal): Promise<IndexClient> {
    const { environments, connections, catalog } = this.#deps;
    const environment = environments.byName(binding.environment);
    if (!environment)
      throw new Failure('notFound', `There is no environment “${binding.environment}”`);
    const client = await connections.open(environment, signal);
    const { host } = await catalog.index(environment, binding.index, signal);
    return client.index(host);
  }
}
