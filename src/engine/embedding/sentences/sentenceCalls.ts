/** The calls of the thread that runs a sentence model. */
export type SentenceCalls = {
  /** Embeds texts in their order. The vectors follow one another. */
  embed: {
    params: {
      readonly texts: readonly string[];
      readonly maxTokens: number;
      /** Whether a longer text is refused instead of cut. */
      readonly refusesLonger: boolean;
    };
    result: { readonly values: Float32Array; readonly tokens: readonly number[] };
  };
};

export type SentenceThreadData = { readonly folder: string; readonly dimension: number };
