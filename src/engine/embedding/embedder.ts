import {
  chooseModel,
  type EmbeddingModel,
  type EmbeddingParameters,
  type TextEmbedding,
} from './embeddingModel.ts';
import { checkLength } from './embeddingParameters.ts';
import type { SentenceEmbedder } from './sentences/sentenceEmbedder.ts';
import type { WordEmbedder } from './wordEmbedder.ts';

/** Embeds texts with every model of this machine: sentence models, and word models of indexes. */
export class Embedder {
  readonly #words: WordEmbedder;
  readonly #sentences: SentenceEmbedder;

  constructor(words: WordEmbedder, sentences: SentenceEmbedder) {
    this.#words = words;
    this.#sentences = sentences;
  }

  /** The models: sentence models first. An index cannot take the name of a sentence model. */
  async listModels(signal: AbortSignal): Promise<readonly EmbeddingModel[]> {
    const sentences = await this.#sentences.listModels();
    const words = await this.#words.listModels(signal);
    const taken = new Set(sentences.map(({ name }) => name));
    return [...sentences, ...words.filter(({ name }) => !taken.has(name))];
  }

  /** The model with this name. Throws `badInput`, with the names of all models. */
  async findModel(name: string, signal: AbortSignal): Promise<EmbeddingModel> {
    return chooseModel(await this.listModels(signal), name);
  }

  /** Embeds texts, in their order. Throws `badInput` for a text or parameter that the model cannot take. */
  async embed(
    model: EmbeddingModel,
    texts: readonly string[],
    parameters: EmbeddingParameters,
    signal: AbortSignal,
  ): Promise<readonly TextEmbedding[]> {
    checkLength(model, parameters);
    return model.kind === 'words'
      ? this.#words.embed(model, texts, signal)
      : this.#sentences.embed(model, texts, parameters, signal);
  }
}
