import { mapLimit } from '../../common/async.ts';
import { maxTopK, type Hit, type Usage } from '../../model/hit.ts';
import type { Metric, VectorIndex } from '../../model/vectorIndex.ts';
import type { Reply } from '../../pinecone/pineconeClient.ts';
import type { CellOutcome } from '../../protocol/notebook.ts';
import type { ParsedQuery } from './checkQueryCell.ts';
import type { Fusion } from './checkQueryOptions.ts';
import { fuseByRank, mergeByScore, type HitList } from './fuseHits.ts';
import {
  queryInput,
  type QueryTarget,
  type ServiceInput,
  type TextEmbeddings,
} from './queryInput.ts';

const requestsAtOnce = 4;

type Asked = { readonly list: HitList; readonly usage: Usage };

/**
 * Sends a query to its indexes, the first of which is its own, and returns its hits, or the problem with its input.
 * Hits of several namespaces or indexes are merged by score or by rank, and tell where they come from. Hits of
 * arithmetic leave out its own records.
 */
export async function sendQuery(
  embeddings: TextEmbeddings,
  targets: readonly [QueryTarget, ...QueryTarget[]],
  query: ParsedQuery,
  signal: AbortSignal,
): Promise<Reply<readonly Hit[]> | (CellOutcome & { kind: 'invalid' })> {
  const found = await mergedHits(embeddings, targets, query, signal);
  return 'kind' in found ? found : { ...found, value: found.value.slice(0, query.topK) };
}

/** Sends a query like `sendQuery`, and returns all hits that its lists have together. */
export async function mergedHits(
  embeddings: TextEmbeddings,
  targets: readonly [QueryTarget, ...QueryTarget[]],
  query: ParsedQuery,
  signal: AbortSignal,
): Promise<Reply<readonly Hit[]> | (CellOutcome & { kind: 'invalid' })> {
  const asked: Asked[] = [];
  for (const target of targets) {
    const lists = await askNamespaces(embeddings, target, query, signal);
    if ('kind' in lists) return lists;
    const place = targets.length > 1 ? { index: target.index.name } : {};
    asked.push(...lists.map(({ list, usage }) => ({ list: { ...place, ...list }, usage })));
  }
  const { by, fusion } = query;
  const lists = asked.map(({ list }) => list);
  const metric = scoreMetric(targets[0].index, by);
  const own = ownRecords(query);
  const all = merged(lists, fusion, metric).filter(({ id }) => !own.has(id));
  return { value: namingOthers(all, targets[0].index), usage: totalOf(asked) };
}

/** Returns the hits of all lists; those of one list stay as the service ordered them. */
function merged(lists: readonly HitList[], fusion: Fusion, metric: Metric): readonly Hit[] {
  const [only] = lists;
  if (only && lists.length === 1) return only.hits;
  return fusion === 'rrf' ? fuseByRank(lists) : mergeByScore(lists, metric);
}

/** Returns how scores compare: the metric of an index is that of its vectors, and texts of documents have their own. */
export function scoreMetric({ kind, metric }: VectorIndex, by: ParsedQuery['by']): Metric {
  const isText = by.kind === 'text' || by.kind === 'query string' || by.kind === 'sparse';
  return kind === 'documents' && isText ? 'dotproduct' : metric;
}

async function askNamespaces(
  embeddings: TextEmbeddings,
  target: QueryTarget,
  query: ParsedQuery,
  signal: AbortSignal,
): Promise<readonly Asked[] | (CellOutcome & { kind: 'invalid' })> {
  const input = await queryInput(embeddings, target, query, signal);
  if ('kind' in input) return input;
  const namespaces = namespacesOf(target, query);
  return mapLimit(namespaces, requestsAtOnce, signal, async (namespace, both) => {
    const { value: hits, usage } = await ask(target, query, input, namespace, both);
    return { list: { ...(namespaces.length > 1 && { namespace }), hits }, usage };
  });
}

/** Returns the namespaces that a query reads, its own first. */
export function namespacesOf(
  { binding }: Pick<QueryTarget, 'binding'>,
  { otherNamespaces }: ParsedQuery,
): readonly string[] {
  return [...new Set([binding.namespace, ...otherNamespaces])];
}

/** Returns the number of hits that is requested: the query's, and the records that it leaves out. */
export function depthOf(query: ParsedQuery): number {
  return Math.min(query.topK + ownRecords(query).size, maxTopK);
}

function ownRecords({ by }: ParsedQuery): ReadonlySet<string> {
  return new Set(by.kind === 'records' ? by.terms.map(({ id }) => id) : []);
}

function ask(
  { records }: QueryTarget,
  query: ParsedQuery,
  input: ServiceInput,
  namespace: string,
  signal: AbortSignal,
): Promise<Reply<readonly Hit[]>> {
  const { includeValues, filter } = query;
  const common = { namespace, topK: depthOf(query), includeValues, ...(filter && { filter }) };
  if ('text' in input) return records.queryText({ ...common, ...input }, signal);
  return records.query({ ...common, by: input, includeMetadata: true }, signal);
}

/** A hit names its index only where that is not the query's own. */
function namingOthers(hits: readonly Hit[], { name }: VectorIndex): readonly Hit[] {
  return hits.map(({ index, ...hit }) =>
    index === undefined || index === name ? hit : { ...hit, index },
  );
}

function totalOf(asked: readonly Asked[]): Usage {
  const [only] = asked;
  if (only && asked.length === 1) return only.usage;
  return { readUnits: asked.reduce((sum, { usage }) => sum + (usage.readUnits ?? 0), 0) };
}
