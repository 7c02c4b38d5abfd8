import type { SparseValues } from '../record.ts';
import { defaultNamespace, type DocumentSchema } from '../vectorIndex.ts';

/** Returns the query of an index of vectors. */
export function vectorQuery(query: VectorQuery): SentRequest {
  const { by, filter, namespace } = query;
  const body = {
    topK: query.topK,
    ...('id' in by ? { id: by.id } : {}),
    ...('vector' in by && by.vector.length > 0 ? { vector: by.vector } : {}),
    ...('vector' in by && by.sparse ? { sparseVector: by.sparse } : {}),
    // Some versions reject an empty filter; an absent one is equivalent.
    ...(hasConditions(filter) ? { filter } : {}),
    includeValues: query.includeValues ?? false,
    includeMetadata: query.includeMetadata ?? false,
    ...namespaceField(namespace),
  };
  return { to: 'index', path: 'query', body };
}

/** A POST request as it is sent: to an index, or to the project's control plane and inference. */
export type SentRequest = {
  readonly to: 'index' | 'project';
  /** Path below the service's address, without the slash at its start. */
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
};

/** What a vector index is queried by. `vector` is empty if the query has sparse values only. */
export type QueryBy =
  | { readonly id: string }
  | {
      readonly vector: readonly number[];
      readonly sparse?: SparseValues;
      /** The words of the sparse indices, for explanations: they are not sent. */
      readonly terms?: readonly string[];
    };

type Common = {
  readonly namespace: string;
  /** 1 to 10,000. */
  readonly topK: number;
  /** A metadata filter as parsed JSON. */
  readonly filter?: object;
};

export type VectorQuery = Common & {
  readonly by: QueryBy;
  readonly includeValues?: boolean;
  readonly includeMetadata?: boolean;
};

/** Returns the search of an index that embeds texts itself. */
export function recordSearch({
  namespace,
  text,
  topK,
  filter,
}: Common & { readonly text: string }): SentRequest {
  const query = { inputs: { text }, top_k: topK, ...(hasConditions(filter) ? { filter } : {}) };
  const space = encodeURIComponent(namespace || defaultNamespace);
  return { to: 'index', path: `records/namespaces/${space}/search`, body: { query } };
}

/** Returns the search of an index of documents by one clause. */
export function documentSearch(
  { namespace, topK, filter }: Common,
  clause: Readonly<Record<string, unknown>>,
): SentRequest {
  const body = {
    score_by: [clause],
    top_k: topK,
    include_fields: ['*'],
    ...(hasConditions(filter) ? { filter } : {}),
  };
  const space = encodeURIComponent(namespace || defaultNamespace);
  return { to: 'index', path: `namespaces/${space}/documents/search`, body };
}

/** Returns the clause of a search of documents by a text, in these fields or in all text fields. */
export function textClause(
  text: string,
  { textFields }: DocumentSchema,
  options: { readonly fields?: readonly string[]; readonly isQueryString?: boolean },
): Readonly<Record<string, unknown>> {
  if (options.isQueryString) return { type: 'query_string', query: text };
  return { type: 'text', fields: options.fields ?? textFields, query: text };
}

/** Returns the clause of a search of documents by a vector; `undefined` if the schema has no field for it. */
export function vectorClause(
  { vector, sparse }: { readonly vector: readonly number[]; readonly sparse?: SparseValues },
  { denseField, sparseField }: DocumentSchema,
): Readonly<Record<string, unknown>> | undefined {
  if (denseField !== undefined && vector.length > 0)
    return { type: 'dense_vector', fields: [denseField], values: vector };
  if (sparseField !== undefined && sparse !== undefined)
    return { type: 'sparse_vector', fields: [sparseField], sparse_values: sparse };
  return undefined;
}

/** Omits the default namespace, which every version accepts; only newer versions know the name `__default__`. */
export function namespaceField(namespace: string): { readonly namespace?: string } {
  return namespace === '' || namespace === defaultNamespace ? {} : { namespace };
}

/** Whether a filter has conditions. */
function hasConditions(filter: object | undefined): boolean {
  return filter !== undefined && Object.keys(filter).length > 0;
}
