import type { QueryCell } from '../../../src/model/notebook/cell.ts';
import type { QueryOption } from '../../../src/model/notebook/queryOptions.ts';
import type { IndexKind } from '../../../src/model/vectorIndex.ts';
import { t } from '../../shared/l10n.ts';

/** Whether the button that opens a field is offered. */
export function isOffered(
  field: OptionalField,
  cell: QueryCell,
  indexKind: IndexKind | undefined,
): boolean {
  if (field === 'searchFields') return indexKind === 'documents';
  const earlier = offeredAfter[field];
  return earlier === undefined || earlier.some((one) => (cell[one] ?? '') !== '');
}

/** A field of a query that is shown when it is used or opened. */
export type OptionalField = QueryOption | 'expected';

/** The optional fields in the order in which they are shown. */
export const optionalFields: readonly OptionalField[] = [
  'sparse',
  'sparseText',
  'sparseModel',
  'alpha',
  'searchFields',
  'otherNamespaces',
  'otherIndexes',
  'fusion',
  'rerank',
  'rerankField',
  'rerankQuery',
  'rerankTop',
  'expected',
  'assert',
];

/** Fields whose buttons are offered only once another field is used. */
const offeredAfter: Partial<Record<OptionalField, readonly OptionalField[]>> = {
  sparseModel: ['sparseText'],
  fusion: ['otherNamespaces', 'otherIndexes'],
  rerankField: ['rerank'],
  rerankQuery: ['rerank'],
  rerankTop: ['rerank'],
};

export type FieldTexts = {
  /** The visible name; the button that opens the field adds an ellipsis. */
  readonly name: string;
  /** The accessible name. */
  readonly label: string;
  readonly placeholder: string;
  /** What the button that opens the field does. */
  readonly hint: string;
};

/** Returns the texts of an optional field. */
export function textsOf(field: OptionalField): FieldTexts {
  return { ...searchTexts(), ...rankTexts() }[field];
}

function searchTexts() {
  return {
    sparse: {
      name: t('sparse'),
      label: t('Sparse values'),
      placeholder: '12: 0.5, 99: 0.25',
      hint: t('Add sparse values, for a sparse or a hybrid query'),
    },
    sparseText: {
      name: t('sparse text'),
      label: t('Text of the sparse part'),
      placeholder: t('Words that become sparse values'),
      hint: t('Add sparse values of a text, for a sparse or a hybrid query'),
    },
    sparseModel: {
      name: t('sparse model'),
      label: t('Sparse model'),
      placeholder: 'pinecone-sparse-english-v0',
      hint: t('Name the model that makes sparse values of the text'),
    },
    alpha: {
      name: t('alpha'),
      label: t('Weight of the dense part'),
      placeholder: t('0 (sparse) to 1 (dense)'),
      hint: t('Weigh the dense against the sparse part'),
    },
    searchFields: {
      name: t('fields'),
      label: t('Text fields to search'),
      placeholder: t('Names, one per line or separated by commas'),
      hint: t('Search some text fields of the documents instead of all'),
    },
    otherNamespaces: {
      name: t('namespaces'),
      label: t('Other namespaces'),
      placeholder: t('Names, one per line or separated by commas'),
      hint: t('Query more namespaces, and merge the hits'),
    },
    otherIndexes: {
      name: t('indexes'),
      label: t('Other indexes'),
      placeholder: t('Names, one per line or separated by commas'),
      hint: t('Query more indexes, such as a sparse one, and fuse the hits by rank'),
    },
    fusion: {
      name: t('fusion'),
      label: t('How hits are merged'),
      placeholder: t('rrf (ranks) or score'),
      hint: t('Merge the hits by rank instead of by score'),
    },
  } as const;
}

function rankTexts() {
  return {
    rerank: {
      name: t('rerank'),
      label: t('Reranking model'),
      placeholder: 'bge-reranker-v2-m3, all-MiniLM-L6-v2',
      hint: t('Let a model order the hits by their text'),
    },
    rerankField: {
      name: t('rerank field'),
      label: t('Field that the reranking model reads'),
      placeholder: 'chunk_text',
      hint: t('Name the field with the text of the hits'),
    },
    rerankQuery: {
      name: t('rerank query'),
      label: t('Text that hits are reranked by'),
      placeholder: t('Default: the text of the query'),
      hint: t('Rerank by another text than that of the query'),
    },
    rerankTop: {
      name: t('rerank top'),
      label: t('How many reranked hits stay'),
      placeholder: t('Default: all'),
      hint: t('Keep only the best hits of the reranking'),
    },
    expected: {
      name: t('expected'),
      label: t('IDs of expected records'),
      placeholder: t('IDs, one per line or separated by commas'),
      hint: t('Name the records that this query should find'),
    },
    assert: {
      name: t('assert'),
      label: t('Assertions about the result'),
      placeholder: 'expected in top 5',
      hint: t('Say what the result has to be, for tests'),
    },
  } as const;
}
