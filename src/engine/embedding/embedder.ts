import {
  chooseModel,
  isSparse,
  type EmbeddingModel,
  type EmbeddingParameters,
  type TextEmbedding,
} from './embeddingModel.ts';
import { checkLength } from './embeddingParameters.ts';
import type { SparseEmbedding } from './simulated/sparseTerms.ts';
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
    const models = await this.listModels(signal);
    const refused = await this.#sentences.refusalOf(name);
    if (refused !== undefined && models.every((model) => model.name !== name)) throw refused;
    return chooseModel(models, name);
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
    if (isSparse(model) || this.simulated === undefined)
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
    if (model.kind !== 'simulated' || !isSparse(model) || this.simulated === undefined)
      throw new Failure('badInput', `The model ${model.name} makes no sparse vectors here`);
    return this.simulated.embedSparse(model, texts, parameters);
  }
}
