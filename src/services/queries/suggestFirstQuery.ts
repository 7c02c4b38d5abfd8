import type { QueryCell, QueryInput } from '../../model/notebook/cell.ts';
import { defaultTopK } from '../../model/notebook/parseNotebook.ts';
import { embedderTag, type VectorIndex } from '../../model/vectorIndex.ts';
import type { IndexClient } from '../../pinecone/pineconeClient.ts';

/** How many ids are looked at to find a good one to begin with: one page. */
const listedIds = 100;

/**
 * A first query that has an answer: by a word that the index knows where it can be asked by text, else by the id of a
 * record that is there. In an empty namespace the input is left to the user.
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

function firstInput({ tags }: VectorIndex, ids: readonly string[]): QueryInput {
  const [first = ''] = ids;
  if (tags[embedderTag] === undefined) return { by: 'id', value: first };
  // The ids of such an index are texts that its model knows; long words say more than signs, endings and names.
  const [longest = first] = ids.filter((id) => /^\p{L}{4,}$/u.test(id)).sort(byFallingLength);
  return { by: 'text', value: longest };
}

function byFallingLength(one: string, other: string): number {
  return other.length - one.length;
}
