import { Failure } from '../../../common/failure.ts';
import type { EmbeddingParameters, SentenceModel, TextEmbedding } from '../embeddingModel.ts';
import type { SentenceEmbedder } from '../sentences/sentenceEmbedder.ts';
import { rerankModels, type RerankModel, type SimulatedModel } from './hostedModels.ts';
import { similarity } from './similarity.ts';
import { OrthogonalMap } from './orthogonalMap.ts';
import { embedTerms, type SparseEmbedding } from './sparseTerms.ts';

/**
 * Simulates hosted models offline. Dense vectors are those of a local model, carried into the hosted dimension by an
 * orthogonal map, so that cosines stay. Sparse vectors are weights of terms. A reranked score is the local cosine.
 */
export class SimulatedModels {
  readonly #sentences: SentenceEmbedder;
  readonly #maps = new Map<string, OrthogonalMap>();

  constructor(sentences: SentenceEmbedder) {
    this.#sentences = sentences;
  }

  /** Embeds texts, in their order. Throws `badInput` for a text or parameter that the hosted model does not take. */
  async embed(
    model: SimulatedModel,
    texts: readonly string[],
    parameters: EmbeddingParameters,
    signal: AbortSignal,
  ): Promise<readonly TextEmbedding[]> {
    inputTypeOf(model, parameters);
    const maxTokens = model.tokens.default;
    const read = { ...parameters, maxTokens };
    const embeddings = await this.#sentences.embed(await this.#model(), texts, read, signal);
    const map = this.#mapOf(model.name, parameters.dimension ?? model.dimensions[0]!);
    return embeddings.map(({ values, tokens }) => ({ values: map.apply(values), tokens }));
  }

  /** Embeds texts with a sparse model, in their order. Throws `badInput` like `embed`. */
  embedSparse(
    model: SimulatedModel,
    texts: readonly string[],
    parameters: EmbeddingParameters,
  ): readonly SparseEmbedding[] {
    const { maxTokens = model.tokens.default, refusesLonger = false } = parameters;
    const inputType = inputTypeOf(model, parameters);
    return texts.map((text) => embedTerms(text, { inputType, maxTokens, refusesLonger }));
  }

  /** The reranking model with this name. Throws `badInput`, with the names of all of them. */
  findRerankModel(name: string): RerankModel {
    const model = rerankModels.find((one) => one.name === name);
    if (model !== undefined) return model;
    const names = rerankModels.map((one) => one.name).join(', ');
    throw new Failure('badInput', `Model ${name} not found: there is ${names}`);
  }

  /** Returns a score from 0 to 1 for each text. Throws `badInput` for a text that is too long. */
  async rerank(
    { name, maxTokens }: RerankModel,
    { query, texts, refusesLonger }: Ranking,
    signal: AbortSignal,
  ): Promise<readonly number[]> {
    const model = await this.#model();
    const all = [query, ...texts];
    const [asked, ...embeddings] = await this.#sentences.embed(model, all, { maxTokens }, signal);
    return embeddings.map(({ values, tokens }) => {
      if (refusesLonger && tokens + asked!.tokens > maxTokens) {
        const message = `The model ${name} reads at most ${maxTokens} tokens of query and document`;
        throw new Failure('badInput', message);
      }
      return similarity(values, asked!.values);
    });
  }

  async #model(): Promise<SentenceModel> {
    const models = await this.#sentences.listModels();
    const model = models.find(({ name }) => name === localModel);
    if (model !== undefined) return model;
    const message = `Simulated models need ${localModel}: name the folder of models with --models`;
    throw new Failure('badInput', message);
  }

  #mapOf(model: string, dimension: number): OrthogonalMap {
    const key = `${model} ${dimension}`;
    const map = this.#maps.get(key) ?? new OrthogonalMap(model, dimension);
    this.#maps.set(key, map);
    return map;
  }
}

/** The local model whose vectors stand for those of hosted models. */
const localModel = 'all-MiniLM-L6-v2';

/** What a reranking model ranks. */
export type Ranking = {
  readonly query: string;
  readonly texts: readonly string[];
  /** Whether a longer text is refused instead of cut. */
  readonly refusesLonger: boolean;
};

function inputTypeOf(
  { name }: SimulatedModel,
  { inputType }: EmbeddingParameters,
): 'query' | 'passage' {
  if (inputType !== undefined) return inputType;
  const message = `The model ${name} needs the parameter input_type: query or passage`;
  throw new Failure('badInput', message);
}
