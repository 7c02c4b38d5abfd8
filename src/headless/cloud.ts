import { Failure } from '../common/failure.ts';
import { silentLog } from '../common/log.ts';
import { Secret } from '../common/secret.ts';
import { cloudControllerUrl, type Environment } from '../model/environment.ts';
import type { Binding, QueryCell } from '../model/notebook/cell.ts';
import type { VectorIndex } from '../model/vectorIndex.ts';
import { createPineconeClient } from '../pinecone/restPineconeClient.ts';
import type { PineconeClient } from '../pinecone/pineconeClient.ts';
import type { CellOutcome } from '../protocol/notebook.ts';
import { createEndpointClient } from '../embedding/endpointClient.ts';
import { missingIds } from '../services/records/missingIds.ts';
import { EmbeddingProviders } from '../services/embedding/embeddingProviders.ts';
import { originOf } from '../services/embedding/endpointAddress.ts';
import { Embeddings } from '../services/embedding/embeddings.ts';
import { QueryRunner, type QueryDeps } from '../services/queries/queryRunner.ts';
import { keyOfProvider, keyVariable, noSettings, type RunSettings } from './runSettings.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** The service of a run without a window. All environments of a file are this one. */
export class Cloud {
  readonly #client: PineconeClient;
  readonly #url: string;
  readonly #indexes = new Map<string, Promise<VectorIndex>>();
  readonly #runner: QueryRunner;
  /** What the runners of cells need. */
  readonly deps: QueryDeps;

  /**
   * Takes the key from the variables, and the address of `environment` from the variables or else the settings. Throws
   * `unauthorized` if there is no key.
   */
  constructor(variables: Variables, settings: RunSettings = noSettings, environment = '') {
    const key = variables['PINECONE_API_KEY'] ?? '';
    if (key === '')
      throw new Failure('unauthorized', 'Set PINECONE_API_KEY to the key of the project');
    const named = settings.environment(environment);
    const ownUrl = variables['PINECONE_CONTROLLER_HOST'] || named?.controllerUrl;
    this.#url = ownUrl || cloudControllerUrl;
    const endpoint = { url: this.#url, key: new Secret(key) };
    this.#client = createPineconeClient({ endpoint, access: 'read', log: silentLog });
    const connections = { open: () => Promise.resolve(this.#client) };
    this.deps = {
      environments: { byName: (name) => this.#environment(name) },
      catalog: { index: (_, name, signal) => this.#index(name, signal), expire: () => undefined },
      connections,
      embeddings: new Embeddings({
        connections,
        chosenModel: ({ name }, index) => settings.model(name, index),
        providers: createProviders(variables, settings),
      }),
      now: () => performance.now(),
    };
    this.#runner = new QueryRunner(this.deps);
  }

  run(cell: QueryCell, binding: Binding, signal: AbortSignal): Promise<CellOutcome> {
    return this.#runner.run(cell, binding, signal);
  }

  /** Returns the number of records of a namespace. */
  async recordCount({ index, namespace }: Binding, signal: AbortSignal): Promise<number> {
    const { host } = await this.#index(index, signal);
    const { namespaces } = await this.#client.index(host).stats(signal);
    return namespaces.find(({ name }) => name === namespace)?.recordCount ?? 0;
  }

  /** Returns those of the ids that no record has. */
  async missingIds(
    { index, namespace }: Binding,
    ids: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly string[]> {
    const { host } = await this.#index(index, signal);
    return missingIds(this.#client.index(host), namespace, ids, signal);
  }

  #environment(name: string): Environment {
    const isCloud = this.#url === cloudControllerUrl;
    return {
      id: 'program',
      name,
      kind: isCloud ? 'cloud' : 'custom',
      role: 'development',
      colour: 'blue',
      ...(!isCloud && { controllerUrl: this.#url }),
    };
  }

  #index(name: string, signal: AbortSignal): Promise<VectorIndex> {
    const known = this.#indexes.get(name) ?? this.#client.describeIndex(name, signal);
    this.#indexes.set(name, known);
    return known;
  }
}

/** Returns the providers of the settings. Who names a provider for a run agrees that it gets the texts of queries. */
function createProviders(
  variables: Variables,
  { providers }: RunSettings,
): Pick<EmbeddingProviders, 'embed'> {
  const known = new EmbeddingProviders({
    endpoints: () => providers,
    keyOf: (origin) => {
      const endpoint = providers.find((one) => originOf(one) === origin);
      return Promise.resolve(endpoint && keyOfProvider(endpoint, variables));
    },
    ask: () => Promise.resolve(true),
    agreed: { has: () => true, add: () => Promise.resolve() },
    client: createEndpointClient((url, init) => fetch(url, init)),
  });
  return {
    embed: (provider, ...rest) =>
      providers.some(({ name }) => name === provider)
        ? known.embed(provider, ...rest)
        : Promise.reject(withoutProvider(provider)),
  };
}

function withoutProvider(provider: string): Failure {
  const message = `The address of the embedding provider “${provider}” is not known: name a file with vectorscope.embedding.providers by --settings, and set its key in ${keyVariable(provider)}`;
  return new Failure('badInput', message);
}
