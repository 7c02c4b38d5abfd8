import { Failure } from '../../../src/common/failure.ts';
import type { Environment } from '../../../src/model/environment.ts';
import type { Hit } from '../../../src/model/hit.ts';
import type { IndexModel } from '../../../src/model/embedding/indexModel.ts';
import type { QueryCell } from '../../../src/model/notebook/cell.ts';
import type { VectorRecord } from '../../../src/model/record.ts';
import { embedderTag, type VectorIndex } from '../../../src/model/vectorIndex.ts';
import type {
  EmbedOptions,
  IndexClient,
  PineconeClient,
  QueryRequest,
  TextQueryRequest,
} from '../../../src/pinecone/pineconeClient.ts';
import {
  EmbeddingProviders,
  type ProviderDeps,
} from '../../../src/services/embedding/embeddingProviders.ts';
import { Embeddings } from '../../../src/services/embedding/embeddings.ts';
import { CellRunner } from '../../../src/services/notebook/cellRunner.ts';
import { QueryRunner, type QueryDeps } from '../../../src/services/queries/queryRunner.ts';

export const staging: Environment = {
  id: 's',
  name: 'staging',
  kind: 'cloud',
  role: 'staging',
  colour: 'blue',
};

export const wordsIndex: VectorIndex = {
  name: 'words',
  host: 'https://words.example.net',
  kind: 'vectors',
  vectorType: 'dense',
  dimension: 3,
  metric: 'cosine',
  isReady: true,
  state: 'Ready',
  isProtected: false,
  tags: { [embedderTag]: 'word-model' },
};

export const cell: QueryCell = {
  kind: 'query',
  id: 'c',
  name: '',
  input: { by: 'id', value: 'dog' },
  filter: '',
  topK: 10,
  includeValues: false,
  expected: '',
  binding: {},
};

export const binding = { environment: 'staging', index: 'words', namespace: '' };

const dog: VectorRecord = { id: 'dog', values: [1, 0, 0], metadata: { class: 'noun' } };
const hits: readonly Hit[] = [{ id: 'dog', score: 1, metadata: { class: 'noun' }, values: [] }];

/** A project in the cloud with one index, which remembers what it was asked. */
export class FakeProject {
  index = wordsIndex;
  failure: Failure | undefined;
  /** Embedding servers: by default there is none. */
  providers: ProviderDeps = {
    endpoints: () => [],
    keyOf: async () => undefined,
    ask: async () => false,
    agreed: { has: () => false, add: async () => undefined },
    client: {
      embed: async (_to, _model, texts) => texts.map(() => [0, 1, 0]),
      listModels: async () => [],
    },
  };
  /** The model that settings name for its index. */
  chosenModel: IndexModel | undefined;
  /** How often it still fails; by default without an end. */
  failuresLeft = Number.POSITIVE_INFINITY;
  readonly queries: QueryRequest[] = [];
  readonly textQueries: TextQueryRequest[] = [];
  /** Models and options of the requests to embed. */
  readonly embedded: [string, EmbedOptions | undefined][] = [];
  readonly expired: string[] = [];
  #clockMs = 0;

  runner(environments: readonly Environment[] = [staging]): QueryRunner {
    return new QueryRunner(this.#deps(environments));
  }

  cellRunner(): CellRunner {
    return new CellRunner(this.#deps([staging]));
  }

  #deps(environments: readonly Environment[]): QueryDeps {
    const connections = { open: async () => this.#client() };
    return {
      environments: { byName: (name) => environments.find((one) => one.name === name) },
      connections,
      embeddings: new Embeddings({
        connections,
        chosenModel: () => this.chosenModel,
        providers: new EmbeddingProviders(this.providers),
      }),
      catalog: {
        index: async (_environment, name) => {
          if (name === this.index.name) return this.index;
          throw new Failure('notFound', `There is no index “${name}”`);
        },
        expire: (id) => void this.expired.push(id),
      },
      now: () => (this.#clockMs += 20),
    };
  }

  #client(): PineconeClient {
    const client: Pick<PineconeClient, 'embed' | 'index'> = {
      embed: async (model, texts, _signal, options) => {
        this.embedded.push([model, options]);
        if (model === 'sentences') return texts.map(() => [0.6, 0.8, 0]);
        if (model === 'word-model' && texts[0] === 'dog') return [[1, 0, 0]];
        throw new Failure('badInput', `The model knows none of these words: ${texts.join()}`);
      },
      index: () => this.#records(),
    };
    return client as PineconeClient;
  }

  #records(): IndexClient {
    const records: Pick<IndexClient, 'query' | 'queryText' | 'fetch' | 'stats'> = {
      stats: async () => {
        if (this.failure) throw this.failure;
        return { totalRecordCount: 1, namespaces: [{ name: '__default__', recordCount: 1 }] };
      },
      query: async (request, signal) => {
        this.queries.push(request);
        if (this.failure?.kind === 'cancelled') await aborted(signal);
        if (this.failure && this.failuresLeft-- > 0) throw this.failure;
        const isKnown = !('id' in request.by) || request.by.id === 'dog';
        const value = isKnown && !request.filter ? hits : [];
        return { value, usage: { readUnits: 5 } };
      },
      queryText: async (request) => {
        this.textQueries.push(request);
        return { value: hits, usage: { readUnits: 1 } };
      },
      fetch: async (_namespace, ids) => ({
        value: ids.includes('dog') ? [dog] : [],
        usage: { readUnits: 1 },
      }),
    };
    return records as IndexClient;
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new DOMException('Gone', 'AbortError')));
  });
}
