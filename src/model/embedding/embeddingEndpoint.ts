/** A server that embeds texts by OpenAI's API. It holds no key. */
export type EmbeddingEndpoint = {
  /** Unique; the first part of a model's reference. */
  readonly name: string;
  /** Base address, without `/embeddings`. */
  readonly url: string;
  /** The header that carries the key. */
  readonly keyHeader: 'authorization' | 'api-key';
};
