import { createRandom, type Random } from '../../src/common/random.ts';
import type { EngineProcess } from '../support/engineProcess.ts';
import { tryAsk } from '../support/engineRequests.ts';
import { vectorOf } from './fillIndex.ts';
import { hostileFilters } from './hostileFilters.ts';

export type LoadResult = {
  readonly requests: number;
  readonly errors: number;
  readonly hostileRequests: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly longestMs: number;
  /** When the longest request began, in seconds from the start, and what it was. */
  readonly longest: string;
};

export type LoadOptions = {
  readonly index: string;
  readonly records: number;
  readonly dimension: number;
  readonly clients: number;
  /** Clients that send hostile filters, whose times do not count. */
  readonly hostileClients: number;
  readonly seconds: number;
};

type Request = { readonly method: string; readonly path: string; readonly body?: object };

/**
 * Sends the first query of an engine, which loads the vectors, and the first with a filter, which loads the metadata.
 * Returns how long their answers took.
 */
export async function firstQueries(
  engine: Pick<EngineProcess, 'url' | 'key'>,
  options: LoadOptions,
): Promise<{ readonly firstQueryMs: number; readonly firstFilteredQueryMs: number }> {
  const query = queryOf(0, options);
  const firstQueryMs = await timeOf(engine, options, query);
  const firstFilteredQueryMs = await timeOf(engine, options, {
    ...query,
    filter: { n: { $gte: 0 } },
  });
  return { firstQueryMs, firstFilteredQueryMs };
}

async function timeOf(
  engine: Pick<EngineProcess, 'url' | 'key'>,
  { index }: LoadOptions,
  query: object,
): Promise<number> {
  const begin = performance.now();
  const reply = await tryAsk(engine, 'POST', `/_i/${index}/query`, query);
  if (reply?.status !== 200) throw new Error(`The first query was refused: ${reply?.status}`);
  return rounded(performance.now() - begin);
}

/** Queries, fetches, lists and writes of several clients at once, and how long their answers took. */
export async function mixedLoad(
  engine: Pick<EngineProcess, 'url' | 'key'>,
  options: LoadOptions,
): Promise<LoadResult> {
  const start = performance.now();
  const end = start + options.seconds * 1000;
  const times: number[] = [];
  let longestMs = 0;
  let longest = '';
  let errors = 0;
  let hostileRequests = 0;
  const client = async (seed: number): Promise<void> => {
    const random = createRandom(seed);
    while (performance.now() < end) {
      const { method, path, body } = requestOf(random, options);
      const begin = performance.now();
      const reply = await tryAsk(engine, method, path, body);
      const tookMs = performance.now() - begin;
      times.push(tookMs);
      if (tookMs > longestMs) {
        longestMs = tookMs;
        longest = `${method} ${path} at ${rounded((begin - start) / 1000)} s`;
      }
      if (reply === undefined || reply.status >= 300) errors++;
    }
  };
  const hostile = async (seed: number): Promise<void> => {
    const filters = Object.values(hostileFilters);
    for (let at = seed; performance.now() < end; at++) {
      const body = { ...queryOf(at, options), filter: filters[at % filters.length] };
      // One in two leaves before it is answered.
      const signal = AbortSignal.timeout(at % 2 === 0 ? 500 : 60_000);
      await send(engine, `/_i/${options.index}/query`, body, signal);
      hostileRequests++;
    }
  };
  await Promise.all([
    ...Array.from({ length: options.clients }, (_, seed) => client(seed + 1)),
    ...Array.from({ length: options.hostileClients }, (_, seed) => hostile(seed)),
  ]);
  times.sort((one, other) => one - other);
  const quantile = (share: number): number => rounded(times[Math.floor(share * times.length)] ?? 0);
  return {
    requests: times.length,
    errors,
    hostileRequests,
    p50Ms: quantile(0.5),
    p99Ms: quantile(0.99),
    longestMs: rounded(longestMs),
    longest,
  };
}

function requestOf(random: Random, options: LoadOptions): Request {
  const { index, records, dimension } = options;
  const record = Math.floor(random.next() * records);
  const data = `/_i/${index}`;
  const kind = random.next();
  if (kind < 0.5) return { method: 'POST', path: `${data}/query`, body: queryOf(record, options) };
  if (kind < 0.65) {
    const filter = { n: { $gte: record } };
    return { method: 'POST', path: `${data}/query`, body: { ...queryOf(record, options), filter } };
  }
  if (kind < 0.85) return { method: 'GET', path: `${data}/vectors/fetch?ids=r${record}` };
  if (kind < 0.9) return { method: 'GET', path: `${data}/vectors/list?limit=10` };
  const vectors = Array.from({ length: 10 }, (_, at) => ({
    id: `r${(record + at) % records}`,
    values: vectorOf(record + at, dimension),
    metadata: { n: (record + at) % records, text: `t${record + at}` },
  }));
  return { method: 'POST', path: `${data}/vectors/upsert`, body: { vectors } };
}

function queryOf(record: number, { dimension }: LoadOptions): object {
  return { topK: 10, vector: vectorOf(record, dimension), includeMetadata: true };
}

async function send(
  { url, key }: Pick<EngineProcess, 'url' | 'key'>,
  path: string,
  body: object,
  signal: AbortSignal,
): Promise<void> {
  try {
    const headers = { 'api-key': key };
    const reply = await fetch(`${url}${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
      signal,
    });
    await reply.arrayBuffer();
  } catch {
    // It left, or the engine did: then the others count errors.
  }
}

function rounded(ms: number): number {
  return Math.round(10 * ms) / 10;
}
