import type { Metric } from '../../../model/vectorIndex.ts';

/** A hosted embedding model that this machine simulates. */
export type SimulatedModel = {
  readonly kind: 'simulated';
  readonly name: string;
  readonly description: string;
  readonly provider: string;
  /** The dimensions of its vectors, the default one first. None for a sparse model. */
  readonly dimensions: readonly number[];
  readonly metrics: readonly Metric[];
  /** Longest input in tokens: where the request does not say, and the most that it can say. */
  readonly tokens: { readonly default: number; readonly most: number };
};

/** A hosted reranking model that this machine simulates. */
export type RerankModel = {
  readonly name: string;
  readonly description: string;
  readonly provider: string;
  /** Longest query and document together, in tokens. */
  readonly maxTokens: number;
  readonly maxDocuments: number;
  /** Whether it reads several fields of a document. */
  readonly readsFields: 'one' | 'several';
};

/** The hosted models that embed. */
export const hostedModels: readonly SimulatedModel[] = [
  {
    kind: 'simulated',
    name: 'multilingual-e5-large',
    description: 'Simulated by a local model: multilingual-e5-large',
    provider: 'Microsoft',
    dimensions: [1024],
    metrics: ['cosine', 'euclidean'],
    tokens: { default: 507, most: 507 },
  },
  {
    kind: 'simulated',
    name: 'llama-text-embed-v2',
    description: 'Simulated by a local model: llama-text-embed-v2',
    provider: 'NVIDIA',
    dimensions: [1024, 384, 512, 768, 2048],
    metrics: ['cosine', 'dotproduct'],
    tokens: { default: 2048, most: 2048 },
  },
  {
    kind: 'simulated',
    name: 'pinecone-sparse-english-v0',
    description: 'Simulated by the weights of terms: pinecone-sparse-english-v0',
    provider: 'Pinecone',
    dimensions: [],
    metrics: ['dotproduct'],
    tokens: { default: 512, most: 2048 },
  },
];

/** The hosted models that rerank. */
export const rerankModels: readonly RerankModel[] = [
  {
    name: 'bge-reranker-v2-m3',
    description: 'Simulated by a local model: bge-reranker-v2-m3',
    provider: 'BAAI',
    maxTokens: 1024,
    maxDocuments: 100,
    readsFields: 'one',
  },
  {
    name: 'pinecone-rerank-v0',
    description: 'Simulated by a local model: pinecone-rerank-v0',
    provider: 'Pinecone',
    maxTokens: 512,
    maxDocuments: 100,
    readsFields: 'one',
  },
  {
    name: 'cohere-rerank-3.5',
    description: 'Simulated by a local model: cohere-rerank-3.5',
    provider: 'Cohere',
    maxTokens: 40_000,
    maxDocuments: 200,
    readsFields: 'several',
  },
];
