import type { Environment } from '../../model/environment.ts';
import {
  documentSearch,
  recordSearch,
  textClause,
  vectorClause,
  vectorQuery,
  type SentRequest,
} from '../../model/requests/queryRequests.ts';
import type { VectorIndex } from '../../model/vectorIndex.ts';
import type { CellOutcome } from '../../protocol/notebook.ts';
import type { ParsedQuery } from './checkQueryCell.ts';
import { invalid } from './queryFailure.ts';
import {
  queryInput,
  type QueryTarget,
  type ServiceInput,
  type TextEmbeddings,
} from './queryInput.ts';
import { depthOf, namespacesOf } from './sendQuery.ts';

/**
 * Returns the requests that a query sends to its indexes, or the problem with its input. Sends none of them: only texts
 * are embedded and records fetched, where their vectors are part of a request.
 */
export async function prepareQuery(
  embeddings: TextEmbeddings,
  targets: readonly [QueryTarget, ...QueryTarget[]],
  query: ParsedQuery,
  signal: AbortSignal,
): Promise<PreparedQuery | (CellOutcome & { kind: 'invalid' })> {
  const searches: PreparedSearch[] = [];
  for (const target of targets) {
    const { index } = target;
    const input = await queryInput(embeddings, target, query, signal);
    if ('kind' in input) return input;
    const asked = await withVectorOfDocument(target, input, signal);
    for (const namespace of namespacesOf(target, query)) {
      const request = requestOf(index, query, asked, namespace);
      if (request === undefined) return invalid('input', 'The document has no vector to search by');
      searches.push({ index, namespace, request });
    }
  }
  return { kind: 'prepared', environment: targets[0].environment, searches, query };
}

/** A search that a query sends, to one namespace of an index. */
export type PreparedSearch = {
  readonly index: Pick<VectorIndex, 'name' | 'host' | 'kind'>;
  readonly namespace: string;
  readonly request: SentRequest;
};

/** The requests of a query, and what happens to its hits afterwards. */
export type PreparedQuery = {
  readonly kind: 'prepared';
  readonly environment: Environment;
  readonly searches: readonly PreparedSearch[];
  readonly query: ParsedQuery;
};

/** A search of documents takes no id: it uses the vector of the document. */
async function withVectorOfDocument(
  { index, records, binding }: QueryTarget,
  input: ServiceInput,
  signal: AbortSignal,
): Promise<ServiceInput> {
  if (index.kind !== 'documents' || !('id' in input)) return input;
  const { value } = await records.fetch(binding.namespace, [input.id], signal);
  const { values = [], sparseValues } = value[0] ?? {};
  return { vector: values, ...(sparseValues && { sparse: sparseValues }) };
}

function requestOf(
  { documents }: VectorIndex,
  query: ParsedQuery,
  input: ServiceInput,
  namespace: string,
): SentRequest | undefined {
  const { includeValues, filter } = query;
  const common = { namespace, topK: depthOf(query), includeValues, ...(filter && { filter }) };
  if (documents === undefined)
    return 'text' in input
      ? recordSearch({ ...common, text: input.text })
      : vectorQuery({ ...common, by: input, includeMetadata: true });
  if ('id' in input) return undefined;
  const clause =
    'text' in input ? textClause(input.text, documents, input) : vectorClause(input, documents);
  return clause && documentSearch(common, clause);
}
