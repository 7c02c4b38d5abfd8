import { Failure } from '../../common/failure.ts';
import { localSparseModel } from '../../model/embedding/inferenceModels.ts';
import { metrics, type Metric } from '../../model/vectorIndex.ts';
import type { SimulatedModel } from './simulated/hostedModels.ts';

/** A model that embeds texts on this machine. */
export type EmbeddingModel = WordModel | SentenceModel | TermModel | SimulatedModel;

/** A word model: an index of this engine whose record ids are words. */
export type WordModel = {
  readonly kind: 'words';
  readonly name: string;
  readonly index: string;
  readonly dimension: number;
};

/** A sentence model: a folder with a network and its tokenizer. */
export type SentenceModel = {
  readonly kind: 'sentences';
  readonly name: string;
  readonly description: string;
  readonly folder: string;
  readonly dimension: number;
  /** Longest input in tokens: where the request does not say, and the most that it can say. */
  readonly tokens: { readonly default: number; readonly most: number };
  /** What stands before texts of both types. Default: nothing. */
  readonly prompts?: { readonly query: string; readonly passage: string };
};

/** A sparse model: the weights of a text's terms. It needs no file. */
export type TermModel = {
  readonly kind: 'terms';
  readonly name: string;
  readonly description: string;
  /** Longest input in tokens: where the request does not say, and the most that it can say. */
  readonly tokens: { readonly default: number; readonly most: number };
};

/** The sparse model of every engine. */
export const termModel: TermModel = {
  kind: 'terms',
  name: localSparseModel,
  description: 'Weights of English terms, which saturate as in BM25',
  tokens: { default: 2048, most: 2048 },
};

/** The embedding of one text. */
export type TextEmbedding = {
  /** A vector of norm 1, unless a model of the user's own makes others. */
  readonly values: Float32Array;
  /** Number of tokens that the vector stands for: of known words, or of word pieces. */
  readonly tokens: number;
};

/** How a model reads texts. Word models read whole texts and take no parameters. */
export type EmbeddingParameters = {
  /** What the texts are. Local models without prompts embed both alike. */
  readonly inputType?: 'query' | 'passage';
  /** The dimension of the vectors, where a simulated model has several. */
  readonly dimension?: number;
  /** Longest input in tokens, with those that begin and end it. */
  readonly maxTokens?: number;
  /** Whether a longer text is refused instead of cut. */
  readonly refusesLonger?: boolean;
};

/** Returns the dimensions of a model's vectors, the default one first. A sparse model has none. */
export function dimensionsOf(model: EmbeddingModel): readonly number[] {
  if (model.kind === 'terms') return [];
  return model.kind === 'simulated' ? model.dimensions : [model.dimension];
}

/** Returns the metrics of the indexes that a model can have. */
export function supportedMetrics(model: EmbeddingModel): readonly Metric[] {
  if (model.kind === 'terms') return ['dotproduct'];
  return model.kind === 'simulated' ? model.metrics : metrics;
}

/** Whether a model makes sparse vectors. */
export function isSparse(model: EmbeddingModel): boolean {
  return dimensionsOf(model).length === 0;
}

/**
 * Returns the dimension of a model's vectors: `wanted`, or its default one. A sparse model has none. Throws `badInput` if
 * the model does not have the wanted dimension.
 */
export function chooseDimension(
  model: EmbeddingModel,
  wanted: number | undefined,
): number | undefined {
  const dimensions = dimensionsOf(model);
  if (wanted === undefined || dimensions.includes(wanted)) return wanted ?? dimensions[0];
  const message =
    dimensions.length === 0
      ? `The model ${model.name} is sparse and has no dimension`
      : `The model ${model.name} has dimension ${dimensions.join(', ')} only, not ${wanted}`;
  throw new Failure('badInput', message);
}

/** Returns the model with this name. Throws `badInput`, with the names of all models. */
export function chooseModel(models: readonly EmbeddingModel[], name: string): EmbeddingModel {
  const model = models.find((one) => one.name === name);
  if (model !== undefined) return model;
  const others =
    models.length === 0
      ? 'this engine has none; name the folder of models with --models, or create the sample index english-words'
      : `there is ${models.map((one) => one.name).join(', ')}`;
  throw new Failure('badInput', `Model ${name} not found: ${others}`);
}
