import {
  chooseModel,
  isSparse,
  termModel,
  type EmbeddingModel,
  type EmbeddingParameters,
  type TextEmbedding,
} from './embeddingModel.ts';
import { checkLength } from './embeddingParameters.ts';
import { similarity } from './simulated/similarity.ts';
import { embedTerms, type SparseEmbedding } from './simulated/sparseTerms.ts';
import type { SimulatedModels } from './simulated/simulatedModels.ts';
import { hostedModels } from './simulated/hostedModels.ts';
import { Failure } from '../../common/failure.ts';
import type { SentenceEmbedder } from './sentences/sentenceEmbedder.ts';
import type { WordEmbedder } from './wordEmbedder.ts';

/** Embeds texts with every model of this machine: sentence models, word models of indexes, and simulated models. */
export class Embedder {
  readonly #words: WordEmbedder;
  readonly #sentences: SentenceEmbedder;
  /** Absent where hosted models are not simulated. */
  readonly simulated: SimulatedModels | undefined;

  constructor(words: WordEmbedder, sentences: SentenceEmbedder, simulated?: SimulatedModels) {
    this.#words = words;
    this.#sentences = sentences;
    this.simulated = simulated;
  }

  /** The models: sentence models first, then simulated ones. An index cannot take the name of one of them. */
  async listModels(signal: AbortSignal): Promise<readonly EmbeddingModel[]> {
    const simulated = this.simulated === undefined ? [] : hostedModels;
    const others = [...(await this.#sentences.listModels()), ...simulated];
    const words = await this.#words.listModels(signal);
    const taken = new Set(others.map(({ name }) => name));
    return [...others, ...words.filter(({ name }) => !taken.has(name))];
  }

  /** The model with this name. Throws `badInput`, with the names of all models or what its folder lacks. */
  async findModel(name: string, signal: AbortSignal): Promise<EmbeddingModel> {
    if (name === termModel.name) return termModel;
    const models = await this.listModels(signal);
    const refused = await this.#sentences.refusalOf(name);
    if (refused !== undefined && models.every((model) => model.name !== name)) throw refused;
    return chooseModel(models, name);
  }

  /**
   * Returns a score from 0 to 1 for each text: how near a sentence model embeds it to the query. Longer texts are cut.
   * Undefined if this machine has no such model.
   */
  async similarities(
    modelName: string,
    query: string,
    texts: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly number[] | undefined> {
    const models = await this.#sentences.listModels();
    const model = models.find(({ name }) => name === modelName);
    if (model === undefined) return undefined;
    const [asked, ...made] = await this.#sentences.embed(model, [query, ...texts], {}, signal);
    return made.map(({ values }) => similarity(values, asked!.values));
  }

  /**
   * Embeds texts with a dense model, in their order. Throws `badInput` for a text or parameter that the model cannot
   * take, and for a sparse model.
   */
  async embed(
    model: EmbeddingModel,
    texts: readonly string[],
    parameters: EmbeddingParameters,
    signal: AbortSignal,
  ): Promise<readonly TextEmbedding[]> {
    checkLength(model, parameters);
    if (model.kind === 'words') return this.#words.embed(model, texts, signal);
    if (model.kind === 'sentences') return this.#sentences.embed(model, texts, parameters, signal);
    if (model.kind === 'terms' || isSparse(model) || this.simulated === undefined)
      throw new Failure('badInput', `The model ${model.name} makes no dense vectors here`);
    return this.simulated.embed(model, texts, parameters, signal);
  }

  /** Embeds texts with a sparse model, in their order. Throws `badInput` like `embed`, and for a dense model. */
  embedSparse(
    model: EmbeddingModel,
    texts: readonly string[],
    parameters: EmbeddingParameters,
  ): readonly SparseEmbedding[] {
    checkLength(model, parameters);
    if (model.kind === 'terms') {
      const { maxTokens = model.tokens.default, inputType = 'query' } = parameters;
      const refusesLonger = parameters.refusesLonger ?? false;
      return texts.map((text) => embedTerms(text, { inputType, maxTokens, refusesLonger }));
    }
    if (model.kind !== 'simulated' || !isSparse(model) || this.simulated === undefined)
      throw new Failure('badInput', `The model ${model.name} makes no sparse vectors here`);
    return this.simulated.embedSparse(model, texts, parameters);
  }
}
