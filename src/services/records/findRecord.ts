import { mapLimit } from '../../common/async.ts';
import { Failure } from '../../common/failure.ts';
import type { VectorRecord } from '../../model/record.ts';
import type { IndexClient } from '../../pinecone/pineconeClient.ts';

/** A record and the namespace that holds it. */
export type RecordInNamespace = { readonly namespace: string; readonly record: VectorRecord };

const fetchesAtOnce = 8;

/** Returns the records with this id in the namespaces, one fetch each; `onSearched` receives how many are searched. */
export async function findRecord(
  client: Pick<IndexClient, 'fetch'>,
  namespaces: readonly string[],
  id: string,
  signal: AbortSignal,
  onSearched: (count: number) => void = () => undefined,
): Promise<readonly RecordInNamespace[]> {
  let searched = 0;
  const found = await mapLimit(namespaces, fetchesAtOnce, signal, async (namespace, both) => {
    const records = await fetchOrNone(client, namespace, id, both);
    onSearched(++searched);
    return records.map((record): RecordInNamespace => ({ namespace, record }));
  });
  return found.flat();
}

/** A namespace that was deleted meanwhile has no records. */
async function fetchOrNone(
  client: Pick<IndexClient, 'fetch'>,
  namespace: string,
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
