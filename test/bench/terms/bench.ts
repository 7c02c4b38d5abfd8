import { startEngine, type EngineProcess } from '../../support/engineProcess.ts';
import { askFor } from '../../support/engineRequests.ts';
import { seededRandom } from '../../support/random.ts';
import type { Bench, BenchResult } from '../bench.ts';
import type { Goal } from '../goals.ts';
import { Client } from '../http/client.ts';
import { figure, markdownTable } from '../shared/markdown.ts';
import { median } from '../shared/statistics.ts';
import { wordOf, Words } from '../stalls/data.ts';
import { fts5, invertedIndex, miniSearch, type Peer, type SparseVector } from './peers.ts';

const topK = 10;
const perRequest = 500;
const sparseIndex = 'sparse';
const textIndex = 'texts';

type Race = {
  readonly title: string;
  readonly goalMs: number;
  readonly standings: readonly { readonly name: string; readonly times: readonly number[] }[];
  /** How many of the best rows ours found; absent where the ways to score differ. */
  readonly recall?: number;
};

/** Sparse vectors and texts beside an inverted index, SQLite FTS5 and minisearch. */
export const termsBench: Bench = {
  title: 'Sparse vectors and texts',
  run: async ({ isQuick, isBusy, rows = 50_000, progress }) => {
    const rounds = isQuick ? 30 : 200;
    const engine = await startEngine();
    try {
      progress(`${rows} sparse vectors`);
      const sparse = await raceSparse(engine, rows, rounds);
      progress(`${rows} texts`);
      const texts = await raceTexts(engine, rows, rounds);
      return resultOf([sparse, ...texts], rows, isBusy);
    } finally {
      await engine.stop();
    }
  },
};

async function raceSparse(engine: EngineProcess, count: number, rounds: number): Promise<Race> {
  const words = new Words(11, nonZeros);
  const rows = Array.from({ length: count }, () => words.sparse());
  const schema = { fields: { _sparse_values: { type: 'sparse_vector' } } };
  await askFor(engine, 'POST', '/indexes', { name: sparseIndex, schema });
  for (let first = 0; first < count; first += perRequest)
    await askFor(engine, 'POST', `/_i/${sparseIndex}/vectors/upsert`, {
      vectors: rows
        .slice(first, first + perRequest)
        .map((sparseValues, at) => ({ id: String(first + at), sparseValues })),
    });
  const peer = invertedIndex(rows);
  const client = new Client(engine);
  const ours = async (query: SparseVector): Promise<readonly number[]> => {
    const body = JSON.stringify({ sparseVector: query, topK });
    const bytes = await client.send({ method: 'POST', path: `/_i/${sparseIndex}/query`, body });
    const { matches } = JSON.parse(String(bytes)) as { matches: { id: string }[] };
    return matches.map(({ id }) => Number(id));
  };
  const queries = Array.from({ length: rounds + warmUps }, () => words.sparse());
  const { standings, found } = await takeTurns(queries, ours, [peer]);
  client.close();
  const right = found.filter(({ ours: hits, peers: [best] }) =>
    hits.every((one) => best!.includes(one)),
  );
  return {
    title: `sparse vector of about ${nonZeros} values`,
    goalMs: 3,
    standings,
    recall: right.length / found.length,
  };
}

async function raceTexts(
  engine: EngineProcess,
  count: number,
  rounds: number,
): Promise<readonly Race[]> {
  const words = new Words(12);
  const texts = Array.from({ length: count }, () => words.text());
  const text = { type: 'string', full_text_search: {} };
  await askFor(engine, 'POST', '/indexes', { name: textIndex, schema: { fields: { text } } });
  const documents = `/_i/${textIndex}/namespaces/__default__/documents`;
  for (let first = 0; first < count; first += perRequest)
    await askFor(engine, 'POST', `${documents}/upsert`, {
      documents: texts
        .slice(first, first + perRequest)
        .map((one, at) => ({ _id: String(first + at), text: one })),
    });
  const peers = [fts5(texts), miniSearch(texts)];
  const client = new Client(engine);
  const ours = async (query: string): Promise<readonly number[]> => {
    const score_by = [{ type: 'text', fields: ['text'], query }];
    const body = JSON.stringify({ score_by, top_k: topK });
    const bytes = await client.send({ method: 'POST', path: `${documents}/search`, body });
    const { matches } = JSON.parse(String(bytes)) as { matches: { _id: string }[] };
    return matches.map(({ _id: id }) => Number(id));
  };
  const races: Race[] = [];
  for (const { title, goalMs, ranks } of textQueries) {
    const random = seededRandom(13);
    const queries = Array.from({ length: rounds + warmUps }, () =>
      ranks.map((rank) => wordOf(Math.floor(rank * (1 + random())))).join(' '),
    );
    const { standings } = await takeTurns(queries, ours, peers);
    races.push({ title, goalMs, standings });
  }
  client.close();
  return races;
}

/** Values of a sparse vector that are not 0, before those that meet. */
const nonZeros = 100;

/** Queries before the first that is timed. */
const warmUps = 10;

/** Each word is of a rank from the given one to its double. */
const textQueries = [
  { title: 'three words', goalMs: 1.5, ranks: [50, 300, 2000] },
  { title: 'three common words', goalMs: 10, ranks: [1, 5, 10] },
];

/** Query after query, each answered by all in turn. */
async function takeTurns<Row>(
  queries: readonly Row[],
  ours: (query: Row) => Promise<readonly number[]>,
  peers: readonly Peer<Row>[],
): Promise<{
  standings: Race['standings'];
  found: readonly { ours: readonly number[]; peers: readonly (readonly number[])[] }[];
}> {
  const times = [ours, ...peers].map((): number[] => []);
  const found = [];
  for (const [round, query] of queries.entries()) {
    const begin = performance.now();
    const hits = await ours(query);
    const own = performance.now() - begin;
    const others = peers.map(({ search }) => {
      const from = performance.now();
      const best = search(query, topK);
      return { best, ms: performance.now() - from };
    });
    if (round < warmUps) continue;
    [own, ...others.map(({ ms }) => ms)].forEach((ms, at) => times[at]!.push(ms));
    found.push({ ours: hits, peers: others.map(({ best }) => best) });
  }
  const names = ['Vectorscope, over HTTP', ...peers.map(({ name }) => name)];
  return { standings: names.map((name, at) => ({ name, times: times[at]! })), found };
}

function resultOf(races: readonly Race[], rows: number, isBusy: boolean): BenchResult {
  const cell = (times: readonly number[], own: readonly number[]): string => {
    const ratio = `${figure(median(times.map((time, at) => time / own[at]!)))}x`;
    return isBusy ? ratio : `${figure(median(times))} (${ratio})`;
  };
  const tables = races.map(({ title, standings }) =>
    markdownTable(
      [title, isBusy ? 'times ours' : 'ms'],
      standings.map(({ name, times }) => [name, cell(times, standings[0]!.times)]),
    ),
  );
  const goals = races.map(({ title, goalMs, standings: [own] }): Goal => ({
    name: `${title}: ms over HTTP`,
    value: isBusy ? null : median(own!.times),
    goal: goalMs,
    better: 'lower',
  }));
  const recall = races.find((one) => one.recall !== undefined)?.recall ?? null;
  return {
    text: [
      `${rows.toLocaleString('en')} sparse vectors of about ${nonZeros} values, and as many texts of 40 words, as frequent as Zipf's law has them; the best ${topK}. Ours answers over HTTP, the others inside the process that asks: medians, and how often ours fits into their time.`,
      ...tables,
    ].join('\n\n'),
    goals: [...goals, { name: 'sparse vector: recall', value: recall, goal: 1, better: 'higher' }],
  };
}
