import { Failure } from '../../common/failure.ts';

/** A model that embeds texts on this machine. */
export type EmbeddingModel = WordModel | SentenceModel;

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
};

/** The embedding of one text. */
export type TextEmbedding = {
  /** A vector of norm 1. */
  readonly values: Float32Array;
  /** Number of tokens that the vector stands for: of known words, or of word pieces. */
  readonly tokens: number;
};

/** How a sentence model reads texts. Word models read whole texts. */
export type EmbeddingParameters = {
  /** Longest input in tokens, with those that begin and end it. */
  readonly maxTokens?: number;
  /** Whether a longer text is refused instead of cut. */
  readonly refusesLonger?: boolean;
};

/** Throws `badInput` if `wanted` is defined and differs from the model's dimension. */
export function checkDimension(
  { name, dimension }: Pick<EmbeddingModel, 'name' | 'dimension'>,
  wanted: number | undefined,
): void {
  if (wanted === undefined || wanted === dimension) return;
  throw new Failure('badInput', `The model ${name} has dimension ${dimension} only, not ${wanted}`);
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
