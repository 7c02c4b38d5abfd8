import { mapLimit } from '../../common/async.ts';
import { Failure } from '../../common/failure.ts';
import type { VectorRecord } from '../../model/record.ts';
import type { IndexClient } from '../../pinecone/pineconeClient.ts';

/** Returns the records with this id in the namespaces, one fetch each; `onSearched` receives how many are searched. */
export async function findRecord(
  places: readonly SearchedNamespace[],
  id: string,
  signal: AbortSignal,
  onSearched: (count: number) => void = () => undefined,
): Promise<readonly PlacedRecord[]> {
  let searched = 0;
  const found = await mapLimit(places, fetchesAtOnce, signal, async (place, both) => {
    const records = await fetchOrNone(place, id, both);
    onSearched(++searched);
    const { index, namespace } = place;
    return records.map((record): PlacedRecord => ({ index, namespace, record }));
  });
  return found.flat();
}

/** A namespace to search, of any index. */
export type SearchedNamespace = {
  readonly index: string;
  readonly namespace: string;
  readonly client: Pick<IndexClient, 'fetch'>;
};

/** A record and where it is. */
export type PlacedRecord = {
  readonly index: string;
  readonly namespace: string;
  readonly record: VectorRecord;
};

const fetchesAtOnce = 8;

/** A namespace that was deleted meanwhile has no records. */
async function fetchOrNone(
  { client, namespace }: SearchedNamespace,
  id: string,
  signal: AbortSignal,
): Promise<readonly VectorRecord[]> {
  try {
    return (await client.fetch(namespace, [id], signal)).value;
  } catch (error) {
    if (Failure.is(error, 'notFound')) return [];
    throw error;
  }
}
