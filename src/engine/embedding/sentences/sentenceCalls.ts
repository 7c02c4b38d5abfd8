/** The calls of the thread that runs a sentence model. */
export type SentenceCalls = {
  /** Embeds texts in their order. The vectors follow one another. */
  embed: {
    params: {
      readonly texts: readonly string[];
      /** More than the network can read is counted and refused as such, and not read. */
      readonly maxTokens: number;
      /** Whether a longer text is refused instead of cut. */
      readonly refusesLonger: boolean;
    };
    result: { readonly values: Float32Array; readonly tokens: readonly number[] };
  };
};

export type SentenceThreadData = {
  readonly folder: string;
  readonly dimension: number;
  /** The most tokens that the network can read. */
  readonly mostTokens: number;
  /** Where the file of the runtime may be. */
  readonly modelsFolders: readonly string[];
};
