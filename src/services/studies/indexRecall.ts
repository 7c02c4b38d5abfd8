import { throwIfAborted } from '../../common/async.ts';
import { listPages } from '../../common/listPages.ts';
import { wilsonInterval } from '../../model/evaluation/statistics/wilson.ts';
import type { Interval } from '../../model/evaluation/statistics/bootstrap.ts';
import type { Hit } from '../../model/hit.ts';
import { IdSample } from '../../model/idSample.ts';
import type { Metric } from '../../model/vectorIndex.ts';
import type { IndexClient } from '../../pinecone/pineconeClient.ts';

type Queries = Pick<IndexClient, 'query'>;

export type RecallOptions = {
  /** Number of neighbours of each record. */
  readonly k: number;
  readonly namespace: string;
  readonly metric: Metric;
  readonly signal: AbortSignal;
  readonly onProgress?: (done: number) => void;
};

/** The share of the true nearest neighbours that an index returns. */
export type IndexRecall = {
  readonly found: number;
  /** Number of true neighbours of all queries. */
  readonly all: number;
  readonly interval: Interval;
  /** Records that were asked with. Records that the index has no more are left out. */
  readonly queries: number;
  readonly left: number;
  readonly readUnits: number;
};

/** Exact hits that are read beyond k, to find ties at the k-th score. */
const tieDepth = 20;
/** Scores this close count as equal: the services round in different places. */
const tieTolerance = 1e-5;

/** Returns a seeded sample of the ids of a namespace. */
export async function sampleIds(
  client: Pick<IndexClient, 'list'>,
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
  { k, namespace, metric, signal, onProgress }: RecallOptions,
): Promise<IndexRecall> {
  let [found, all, left, readUnits] = [0, 0, 0, 0];
  for (const [at, id] of ids.entries()) {
    throwIfAborted(signal);
    const ask = { namespace, by: { id }, includeMetadata: false };
    const exact = await twin.query({ ...ask, topK: k + 1 + tieDepth }, signal);
    const answer = await index.query({ ...ask, topK: k + 1 }, signal);
    readUnits += answer.usage.readUnits ?? 0;
    const truth = neighboursOf(exact.value, id, k, metric);
    if (answer.value.length === 0) left++;
    else {
      const returned = answer.value.filter((hit) => hit.id !== id).slice(0, k);
      all += truth.count;
      found += Math.min(truth.count, returned.filter((hit) => truth.ids.has(hit.id)).length);
    }
    onProgress?.(at + 1);
  }
  const interval = wilsonInterval(found, all);
  return { found, all, interval, queries: ids.length - left, left, readUnits };
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
