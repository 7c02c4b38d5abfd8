/** A model that embeds texts as dense vectors. */
export type DenseModel = {
  readonly name: string;
  readonly dimensions: readonly number[];
  /** Most tokens of a text; absent for models that read words. */
  readonly maxTokens?: number;
};

/** A model that was added as a folder of this machine. */
export type AddedModel = { readonly name: string; readonly folder: string };
