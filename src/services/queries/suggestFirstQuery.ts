import type { QueryCell, QueryInput } from '../../model/notebook/cell.ts';
import { defaultTopK } from '../../model/notebook/parseNotebook.ts';
import { embedderTag, type VectorIndex } from '../../model/vectorIndex.ts';
import type { IndexClient } from '../../pinecone/pineconeClient.ts';

/**
 * Suggests a first query that has hits: by a text that the index's model knows, else by an existing record id. Leaves
 * the input empty for an empty namespace.
 */
export async function suggestFirstQuery(
  index: VectorIndex,
  namespace: string,
  records: Pick<IndexClient, 'list'>,
  signal: AbortSignal,
): Promise<QueryCell> {
  const { value } = await records.list(namespace, { limit: listedIds }, signal);
  return {
    kind: 'query',
    id: '1',
    name: '',
    input: firstInput(index, value.items),
    filter: '',
    topK: defaultTopK,
    includeValues: false,
    expected: '',
    binding: {},
  };
}

/** Number of ids to choose the first query from: one page. */
const listedIds = 100;

function firstInput({ tags }: VectorIndex, ids: readonly string[]): QueryInput {
  const [first = ''] = ids;
  if (tags[embedderTag] === undefined) return { by: 'id', value: first };
  // Ids of such an index are texts that its model knows. Long words work better than signs, endings and names.
  const [longest = first] = ids.filter((id) => /^\p{L}{4,}$/u.test(id)).sort(byFallingLength);
  return { by: 'text', value: longest };
}

function byFallingLength(one: string, other: string): number {
  return other.length - one.length;
}
