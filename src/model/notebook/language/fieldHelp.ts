import type { FieldKey } from '../fieldText.ts';

/** What each field of a notebook's text means, in a sentence. */
export const fieldHelp: Readonly<Record<FieldKey, string>> = {
  environment: 'The environment by its name on this machine',
  'environment id': 'The environment by what stays when it is renamed',
  index: 'The index that is read',
  namespace: 'The namespace that is read. Default: __default__',
  parameters: 'Values that cells name as {{name}}: a line “name: value” for each',
  text: 'Search by a text, which the model of the index embeds',
  id: 'Search by the vector of a record',
  vector: 'Search by a vector: JSON, CSV, Python or base64',
  records: 'Search by arithmetic of records: king - man + woman, or mean of a, b',
  'query string':
    'Search documents by words, fields and operators: title:gothic AND body:"old town"',
  sparse: 'Sparse values: 12: 0.5, 99: 0.25',
  'sparse text': 'A text that becomes sparse values',
  'sparse model': 'The model that makes sparse values of texts',
  alpha: 'Weight of the dense part, 0 to 1; the sparse part has the rest',
  'search fields': 'Text fields of documents to search. Default: all',
  'other namespaces': 'Namespaces to query besides',
  'other indexes': 'Indexes of the same environment to query besides',
  fusion: 'How the hits of several namespaces or indexes are merged: rrf (ranks) or score',
  'top k': 'How many hits, 1 to 10,000. Default: 10',
  values: 'Whether hits bring their vectors: yes or no',
  rerank: 'The model that orders the hits by their text',
  'rerank field': 'The field with the text of a hit',
  'rerank query': 'The text that hits are compared with. Default: the text of the query',
  'rerank top': 'How many reranked hits stay. Default: all',
  expected: 'Ids that it should find',
  assert: 'What the result has to be, a line for each: expected in top 5',
  filter: 'A metadata filter as JSON',
  method: 'umap, umap-js (the reference) or pca',
  components: '2 or 3 principal components (pca)',
  distance: 'cosine or euclidean. Default: that of the index',
  neighbours: 'How many neighbours of each record count, 2 to 200. Default: 15',
  'min distance': 'How close points may lie, 0 to 1. Default: 0.1',
  detail:
    'standard or fine (umap): near records lie beside each other more often, and it takes longer',
  sample: 'How many records are shown at most. Default: 10,000',
  seed: 'The same seed gives the same map. Default: 42',
  'colour by': 'The field that colours the points',
  query: 'Name of a query cell',
  queries: 'Names of two to five query cells; the first is the baseline',
  alphas: 'Two to eleven values of alpha: the one query runs with each of them',
};

/** Values that a field chooses from. */
export const fieldValues: Partial<Readonly<Record<FieldKey, readonly string[]>>> = {
  values: ['yes', 'no'],
  fusion: ['rrf', 'score'],
  method: ['umap', 'umap-js', 'pca'],
  distance: ['cosine', 'euclidean'],
  components: ['2', '3'],
  detail: ['standard', 'fine'],
  rerank: ['all-MiniLM-L6-v2', 'bge-reranker-v2-m3', 'pinecone-rerank-v0', 'cohere-rerank-3.5'],
  'sparse model': ['english-terms', 'pinecone-sparse-english-v0'],
  namespace: ['__default__'],
};
