import type { IndexClient } from '../../pinecone/pineconeClient.ts';

const idsAtOnce = 100;

/** Returns those of the ids that no record of the namespace has. */
export async function missingIds(
  index: Pick<IndexClient, 'fetch'>,
  namespace: string,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const found = new Set<string>();
  for (let at = 0; at < ids.length; at += idsAtOnce) {
    const { value } = await index.fetch(namespace, ids.slice(at, at + idsAtOnce), signal);
    for (const { id } of value) found.add(id);
  }
  return ids.filter((id) => !found.has(id));
}
