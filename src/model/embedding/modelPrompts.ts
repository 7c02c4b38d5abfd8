/** Returns what stands before a text that a model embeds; empty for models without prompts. */
export function promptOf(model: string, purpose: 'query' | 'passage'): string {
  const known = knownPrompts.find(({ models }) => models.test(model.toLowerCase()));
  return known?.[purpose] ?? '';
}

type Prompts = { readonly models: RegExp; readonly query: string; readonly passage: string };

/** The prompts that models were trained with, from their model cards. The first that fits counts. */
const knownPrompts: readonly Prompts[] = [
  { models: /e5(?!.*instruct)/, query: 'query: ', passage: 'passage: ' },
  { models: /nomic-embed-text/, query: 'search_query: ', passage: 'search_document: ' },
  { models: /snowflake-arctic-embed.*v?2/, query: 'query: ', passage: '' },
  {
    models: /mxbai-embed-large|bge-(?:small|base|large)-en|snowflake-arctic-embed/,
    query: 'Represent this sentence for searching relevant passages: ',
    passage: '',
  },
];
