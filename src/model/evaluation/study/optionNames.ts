/** Options of a query that belong to a question. */
export const questionOptions = ['sparse', 'sparseText', 'rerankQuery'] as const;

/** Options of a query that belong to a setup, besides `alpha`, which is a number there. */
export const setupOptions = [
  'sparseModel',
  'searchFields',
  'otherNamespaces',
  'otherIndexes',
  'fusion',
  'rerank',
  'rerankField',
  'rerankTop',
] as const;
