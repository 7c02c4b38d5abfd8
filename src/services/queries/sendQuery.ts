import { mapLimit } from '../../common/async.ts';
import type { Hit } from '../../model/hit.ts';
import type { Metric } from '../../model/vectorIndex.ts';
import type { Reply } from '../../pinecone/pineconeClient.ts';
import type { CellOutcome } from '../../protocol/notebook.ts';
import type { ParsedQuery } from './checkQueryCell.ts';
import {
  queryInput,
  type QueryTarget,
  type ServiceInput,
  type TextEmbeddings,
} from './queryInput.ts';

const namespacesAtOnce = 4;

/**
 * Sends a query and returns its hits, or the problem with its input. Hits of several namespaces are merged by score, and
 * tell their namespace. Hits of arithmetic leave out its own records.
 */
export async function sendQuery(
  embeddings: TextEmbeddings,
  target: QueryTarget,
  query: ParsedQuery,
  signal: AbortSignal,
): Promise<Reply<readonly Hit[]> | (CellOutcome & { kind: 'invalid' })> {
  const input = await queryInput(embeddings, target, query, signal);
  if ('kind' in input) return input;
  const { by, topK, otherNamespaces } = query;
  const { index, binding } = target;
  const own = new Set(by.kind === 'records' ? by.terms.map(({ id }) => id) : []);
  const depth = Math.min(topK + own.size, 10_000);
  const namespaces = [...new Set([binding.namespace, ...otherNamespaces])];
  const replies = await mapLimit(namespaces, namespacesAtOnce, signal, async (namespace, both) => ({
    namespace,
    reply: await ask(target, { ...query, topK: depth }, input, namespace, both),
  }));
  const [only] = replies;
  const all =
    only && replies.length === 1
      ? only.reply.value
      : mergeByScore(
          replies.flatMap(({ namespace, reply }) =>
            reply.value.map((hit) => ({ ...hit, namespace })),
          ),
          index.metric,
        );
  const value = all.filter(({ id }) => !own.has(id)).slice(0, topK);
  if (only && replies.length === 1) return { value, usage: only.reply.usage };
  const readUnits = replies.reduce((sum, { reply }) => sum + (reply.usage.readUnits ?? 0), 0);
  return { value, usage: { readUnits } };
}

function ask(
  { records }: QueryTarget,
  { topK, includeValues, filter }: ParsedQuery,
  input: ServiceInput,
  namespace: string,
  signal: AbortSignal,
): Promise<Reply<readonly Hit[]>> {
  const common = { namespace, topK, includeValues, ...(filter && { filter }) };
  if ('text' in input) return records.queryText({ ...common, text: input.text }, signal);
  return records.query({ ...common, by: input, includeMetadata: true }, signal);
}

/** Sorts hits of one index, whose scores are comparable: from near to far. */
function mergeByScore(hits: readonly Hit[], metric: Metric): readonly Hit[] {
  const sign = metric === 'euclidean' ? 1 : -1;
  return hits.toSorted((one, other) => sign * (one.score - other.score));
}
