import { throwIfAborted } from '../../common/async.ts';
import { listPages } from '../../common/listPages.ts';
import { wilsonInterval } from '../../model/evaluation/statistics/wilson.ts';
import type { Interval } from '../../model/evaluation/statistics/bootstrap.ts';
import type { Hit } from '../../model/hit.ts';
import { IdSample } from '../../model/idSample.ts';
import type { Metric } from '../../model/vectorIndex.ts';
import type { IndexClient } from '../../pinecone/pineconeClient.ts';

/** The share of the true nearest neighbours that an index returns. */
export type IndexRecall = {
  readonly found: number;
  /** Number of true neighbours of all queries. */
  readonly all: number;
  readonly interval: Interval;
  /** Records that were asked with. Records that the index has no more are left out. */
  readonly queries: number;
  readonly left: number;
  /** Records that were not asked with, because the budget was spent. */
  readonly unasked: number;
  readonly readUnits: number;
};

/** What is measured and what it is measured by. */
export type RecallClient = Pick<IndexClient, 'query' | 'list'>;

type Queries = Pick<RecallClient, 'query'>;

export type RecallOptions = {
  /** Number of neighbours of each record. */
  readonly k: number;
  readonly namespace: string;
  readonly metric: Metric;
  /** Only neighbours that match count, in both; absent for all. */
  readonly filter?: object;
  /** Read units of the index after which no more records are asked for; absent for no limit. */
  readonly budget?: number;
  readonly signal: AbortSignal;
  readonly onProgress?: (done: number) => void;
};

/** Exact hits that are read beyond k, to find ties at the k-th score. */
const tieDepth = 20;
/** Scores this close count as equal: the services round in different places. */
const tieTolerance = 1e-5;

/** Returns a seeded sample of the ids of a namespace. */
export async function sampleIds(
  client: Pick<RecallClient, 'list'>,
  namespace: string,
  size: number,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const sample = new IdSample(size, 1);
  const pages = listPages(
    {
      purpose: 'list the records of the twin',
      ask: async (next, signal) => {
        const page = { limit: 100, ...(next !== undefined && { next }) };
        return (await client.list(namespace, page, signal)).value;
      },
      maxPages: 1_000_000,
    },
    signal,
  );
  for await (const { items } of pages) for (const id of items) sample.add(id);
  return sample.ids();
}

/**
 * Asks an index and its complete twin, which searches exactly, for the neighbours of the same records. A neighbour that
 * ties with the k-th true one counts as found.
 */
export async function measureRecall(
  index: Queries,
  twin: Queries,
  ids: readonly string[],
  options: RecallOptions,
): Promise<IndexRecall> {
  const { k, namespace, metric, filter, budget = Infinity, signal, onProgress } = options;
  let [found, all, left, asked, readUnits] = [0, 0, 0, 0, 0];
  for (const id of ids) {
    throwIfAborted(signal);
    if (readUnits >= budget) break;
    const ask = { namespace, by: { id }, includeMetadata: false, ...(filter && { filter }) };
    const exact = await twin.query({ ...ask, topK: k + 1 + tieDepth }, signal);
    const answer = await index.query({ ...ask, topK: k + 1 }, signal);
    readUnits += answer.usage.readUnits ?? 0;
    const truth = neighboursOf(exact.value, id, k, metric);
    // Without true neighbours, as under a narrow filter, an empty answer is right.
    if (answer.value.length === 0 && truth.count > 0) left++;
    else {
      const returned = answer.value.filter((hit) => hit.id !== id).slice(0, k);
      all += truth.count;
      found += Math.min(truth.count, returned.filter((hit) => truth.ids.has(hit.id)).length);
    }
    asked++;
    onProgress?.(asked);
  }
  const interval = wilsonInterval(found, all);
  const unasked = ids.length - asked;
  return { found, all, interval, queries: asked - left, left, unasked, readUnits };
}

/** Returns what one query of the index by this record costs, in read units: it is asked once. */
export async function priceOfQuery(
  index: Queries,
  id: string,
  { k, namespace, signal }: Pick<RecallOptions, 'k' | 'namespace' | 'signal'>,
): Promise<number> {
  const ask = { namespace, by: { id }, includeMetadata: false, topK: k + 1 };
  return (await index.query(ask, signal)).usage.readUnits ?? 0;
}

/** The true neighbours, with those that tie with the last of them; `count` is how many can be found. */
function neighboursOf(
  hits: readonly Hit[],
  id: string,
  k: number,
  metric: Metric,
): { readonly ids: ReadonlySet<string>; readonly count: number } {
  const others = hits.filter((hit) => hit.id !== id);
  const first = others.slice(0, k);
  const last = first.at(-1)?.score ?? 0;
  const tolerance = tieTolerance * Math.max(1, Math.abs(last));
  const isTied = ({ score }: Hit): boolean =>
    metric === 'euclidean' ? score <= last + tolerance : score >= last - tolerance;
  return { ids: new Set(others.filter(isTied).map((hit) => hit.id)), count: first.length };
}
