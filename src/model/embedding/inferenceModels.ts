/** The sparse model of the engine: weights of English terms that saturate as in BM25. It needs no network. */
export const localSparseModel = 'english-terms';

/** The sparse model that Pinecone hosts. */
export const hostedSparseModel = 'pinecone-sparse-english-v0';

/** How many documents the reranking models that Pinecone hosts read at most. */
export const rerankLimits: ReadonlyMap<string, number> = new Map([
  ['bge-reranker-v2-m3', 100],
  ['pinecone-rerank-v0', 100],
  ['cohere-rerank-3.5', 200],
]);

/** The model that the engine reranks with: it compares embeddings, and needs no network. */
export const localRerankModel = 'all-MiniLM-L6-v2';
