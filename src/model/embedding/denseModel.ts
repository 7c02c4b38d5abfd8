/** A model that embeds texts as dense vectors. */
export type DenseModel = {
  readonly name: string;
  readonly dimensions: readonly number[];
  /** Most tokens of a text; absent for models that read words. */
  readonly maxTokens?: number;
};
