/** Optional fields of a query cell: the property that holds what was typed, and its key in the text. */
export const queryOptions = {
  sparse: 'sparse',
  sparseText: 'sparse text',
  sparseModel: 'sparse model',
  alpha: 'alpha',
  searchFields: 'search fields',
  otherNamespaces: 'other namespaces',
  otherIndexes: 'other indexes',
  fusion: 'fusion',
  rerank: 'rerank',
  rerankField: 'rerank field',
  rerankQuery: 'rerank query',
  rerankTop: 'rerank top',
  assert: 'assert',
} as const;

export type QueryOption = keyof typeof queryOptions;

export const queryOptionNames = Object.keys(queryOptions) as readonly QueryOption[];

/** The options of a query as typed. */
export type QueryOptions = { readonly [O in QueryOption]?: string };

/** Whether a name is one of `queryOptions`. */
export function isQueryOption(name: string): name is QueryOption {
  return Object.hasOwn(queryOptions, name);
}

/** Returns an object with the options that `valueOf` knows. */
export function readOptions(valueOf: (option: QueryOption) => string | undefined): QueryOptions {
  return Object.fromEntries(
    queryOptionNames.flatMap((option) => {
      const value = valueOf(option);
      return value === undefined ? [] : [[option, value]];
    }),
  );
}
