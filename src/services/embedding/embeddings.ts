import { Failure } from '../../common/failure.ts';
import { localEnvironment, type Environment } from '../../model/environment.ts';
import {
  localProvider,
  pineconeProvider,
  taggedModel,
  type IndexModel,
} from '../../model/embedding/indexModel.ts';
import { embedderTag, type VectorIndex } from '../../model/vectorIndex.ts';
import {
  hostedSparseModel,
  localRerankModel,
  localSparseModel,
} from '../../model/embedding/inferenceModels.ts';
import type { Reranking } from '../../model/requests/inferenceRequests.ts';
import { promptOf } from '../../model/embedding/modelPrompts.ts';
import type {
  EmbedOptions,
  PineconeClient,
  RankedText,
  Reply,
  SparseEmbedding,
} from '../../pinecone/pineconeClient.ts';
import type { EmbeddingProviders } from './embeddingProviders.ts';

/** Knows the model that made the vectors of an index, and embeds texts with it. */
export class Embeddings {
  readonly #deps: EmbeddingDeps;

  constructor(deps: EmbeddingDeps) {
    this.#deps = deps;
  }

  /** Returns the model of an index; undefined if none is known, or if the service embeds texts itself. */
  modelOf(environment: Environment, { name, kind, tags }: VectorIndex): IndexModel | undefined {
    if (kind !== 'vectors') return undefined;
    const chosen = this.#deps.chosenModel(environment, name);
    if (chosen !== undefined) return chosen;
    const wordModel = tags[embedderTag];
    return wordModel === undefined
      ? taggedModel(tags)
      : { provider: localProvider, model: wordModel };
  }

  /**
   * Embeds texts, in their order. Throws `badInput` if the model refuses a text, or if its vectors cannot be those of
   * the index.
   */
  async embed(
    request: EmbeddingRequest,
    signal: AbortSignal,
  ): Promise<readonly (readonly number[])[]> {
    if (request.purpose === 'query') await this.#deps.beforeQuery?.(request, signal);
    const vectors = await this.#vectors(request, signal);
    for (const vector of vectors) checkFit(vector, request);
    return vectors;
  }

  /**
   * Returns sparse values of a query's text: by a model of this machine, or of the environment's inference service.
   * Without a name it is the usual one of the environment.
   */
  async embedSparse(
    environment: Environment,
    text: string,
    model: string | undefined,
    signal: AbortSignal,
  ): Promise<SparseEmbedding> {
    const isLocal = environment.kind === 'local';
    const name = model ?? (isLocal ? localSparseModel : hostedSparseModel);
    const place = name === localSparseModel ? localEnvironment : environment;
    const client = await this.#deps.connections.open(place, signal);
    return client.embedSparse(name, text, signal);
  }

  /** Ranks texts by their relevance for a query: by a model of this machine, or of the environment's service. */
  async rerank(
    environment: Environment,
    reranking: Reranking,
    signal: AbortSignal,
  ): Promise<Reply<readonly RankedText[]>> {
    const place = reranking.model === localRerankModel ? localEnvironment : environment;
    const client = await this.#deps.connections.open(place, signal);
    return client.rerank(reranking, signal);
  }

  async #vectors(
    request: EmbeddingRequest,
    signal: AbortSignal,
  ): Promise<readonly (readonly number[])[]> {
    const { environment, texts, purpose } = request;
    const { provider, model: name, maxTokens } = request.model;
    if (provider !== localProvider && provider !== pineconeProvider)
      return this.#deps.providers.embed(provider, name, withPrompts(request), signal, request);
    const isLocal = provider === localProvider;
    const client = await this.#deps.connections.open(
      isLocal ? localEnvironment : environment,
      signal,
    );
    // A question is short: only passages are cut.
    const isCut = isLocal && purpose === 'passage' && maxTokens !== undefined;
    const options: EmbedOptions = { purpose, ...(isCut ? { maxTokens } : {}) };
    return client.embed(name, texts, signal, options);
  }
}

export type EmbeddingDeps = {
  readonly connections: {
    open(environment: Environment, signal: AbortSignal): Promise<PineconeClient>;
  };
  /** Servers that the user added. */
  readonly providers: Pick<EmbeddingProviders, 'embed'>;
  /** Returns the model that settings name for an index. */
  readonly chosenModel: (environment: Environment, index: string) => IndexModel | undefined;
  /** Called before the text of a query is embedded. Throws if it must not be. Default: nothing is checked. */
  readonly beforeQuery?: (request: EmbeddingRequest, signal: AbortSignal) => Promise<void>;
};

/** Texts to embed for an index of an environment. */
export type EmbeddingRequest = {
  readonly environment: Environment;
  readonly index: Pick<VectorIndex, 'name' | 'dimension' | 'metric'>;
  readonly model: IndexModel;
  readonly texts: readonly string[];
  readonly purpose: 'query' | 'passage';
  /** Whether the user agreed to send these texts: see `EmbeddingProviders.agree`. */
  readonly isAgreed?: boolean;
};

function checkFit(vector: readonly number[], { index, model }: EmbeddingRequest): void {
  if (index.dimension === undefined || index.dimension === vector.length) return;
  const [made, wanted] = [vector.length, index.dimension].map((one) => one.toLocaleString('en'));
  const message = `The model “${model.model}” makes vectors of ${made} numbers, those of “${index.name}” have ${wanted}. Choose the model that made them`;
  throw new Failure('badInput', message);
}

function withPrompts({ model, texts, purpose }: EmbeddingRequest): readonly string[] {
  const prompt = promptOf(model.model, purpose);
  return prompt === '' ? texts : texts.map((text) => `${prompt}${text}`);
}
