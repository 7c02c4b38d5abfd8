import type { SentRequest } from './queryRequests.ts';

/** Returns the request that embeds texts. `maxTokens` is the length at which the local engine cuts them. */
export function embedRequest(
  model: string,
  texts: readonly string[],
  options: { readonly purpose?: 'query' | 'passage'; readonly maxTokens?: number } = {},
): SentRequest {
  const { purpose = 'query', maxTokens } = options;
  const inputs = texts.map((text) => ({ text }));
  const length = maxTokens === undefined ? {} : { max_tokens_per_sequence: maxTokens };
  const parameters = { input_type: purpose, truncate: 'END', ...length };
  return { to: 'project', path: 'embed', body: { model, inputs, parameters } };
}

/** Returns the request that embeds the text of a query with a sparse model. */
export function sparseEmbedRequest(model: string, text: string): SentRequest {
  const parameters = { input_type: 'query', truncate: 'END', return_tokens: true };
  return { to: 'project', path: 'embed', body: { model, inputs: [{ text }], parameters } };
}

export type Reranking = {
  readonly model: string;
  readonly query: string;
  readonly texts: readonly string[];
  /** How many texts come back. Default: all. */
  readonly topN?: number;
};

/** Returns the request that ranks texts by their relevance for a query. */
export function rerankRequest({ model, query, texts, topN }: Reranking): SentRequest {
  const body = {
    model,
    query,
    documents: texts.map((text) => ({ text })),
    ...(topN !== undefined && { top_n: topN }),
    return_documents: false,
    parameters: { truncate: 'END' },
  };
  return { to: 'project', path: 'rerank', body };
}
