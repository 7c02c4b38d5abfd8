import { askFor, newIndexBody } from '../../support/engineRequests.ts';
import { startEngine, type EngineProcess } from '../../support/engineProcess.ts';
import { randomVector, seededRandom } from '../../support/random.ts';
import type { Bench, BenchOptions, BenchResult } from '../bench.ts';
import { figure, markdownTable } from '../shared/markdown.ts';
import { median, quantile } from '../shared/statistics.ts';
import { officialUpsert } from './officialWire.ts';
import { grpcWire, restWire, type Records, type Wire } from './wires.ts';

const dimension = 768;
const perUpsert = 100;
const topK = 10;
const clients = 16;
const stored = 10_000;

type Figures = { readonly upsert: number; readonly query: number; readonly parallel: number[] };

/** gRPC beside REST: the time of requests as clients see it, without the clients' own encoding. */
export const clientsBench: Bench = {
  title: 'gRPC beside REST',
  run: async ({ isQuick, isBusy, progress }) => {
    const engine = await startEngine();
    try {
      await askFor(engine, 'POST', '/indexes', newIndexBody('films', dimension, 'cosine'));
      const { host } = await askFor<{ host: string }>(engine, 'GET', '/indexes/films');
      return await measure(engine, host, { rounds: isQuick ? 60 : 300, isBusy, progress });
    } finally {
      await engine.stop();
    }
  },
};

async function measure(
  engine: EngineProcess,
  host: string,
  {
    rounds,
    isBusy,
    progress,
  }: Pick<BenchOptions, 'isBusy' | 'progress'> & { readonly rounds: number },
): Promise<BenchResult> {
  const random = seededRandom(1);
  const wires = { rest: restWire(engine, host), grpc: grpcWire(engine, host) };
  const upsertOfficially = officialUpsert(engine, host);
  for (let begin = 0; begin < stored; begin += perUpsert)
    await wires.grpc.upsert(recordsFrom(begin, random))();
  progress(`${stored} x ${dimension} are in the index`);
  const times = { rest: emptyTimes(), grpc: emptyTimes() };
  const official: number[] = [];
  const names = ['rest', 'grpc'] as const;
  for (let round = -10; round < rounds; round++) {
    const records = recordsFrom(stored, random);
    const vector = randomVector(dimension, random);
    // All take turns, so that what else the machine does meets all. The first rounds warm up.
    for (const name of names) {
      const upsert = await timed(wires[name].upsert(records));
      const query = await timed(wires[name].query(vector, topK));
      if (round < 0) continue;
      times[name].upsert.push(upsert);
      times[name].query.push(query);
    }
    const upsert = await timed(() => upsertOfficially(records));
    if (round >= 0) official.push(upsert);
  }
  for (const name of names)
    times[name].parallel.push(...(await inParallel(wires[name], rounds, random)));
  for (const wire of Object.values(wires)) wire.close();
  const figures = { rest: figuresOf(times.rest), grpc: figuresOf(times.grpc) };
  return report(figures.rest, figures.grpc, { officialMs: median(official), isBusy });
}

function emptyTimes(): { upsert: number[]; query: number[]; parallel: number[] } {
  return { upsert: [], query: [], parallel: [] };
}

function recordsFrom(begin: number, random: () => number): Records {
  return Array.from({ length: perUpsert }, (_, at) => ({
    id: `record-${begin + at}`,
    values: randomVector(dimension, random),
    metadata: { year: 1900 + at, text: `The text of record ${begin + at}` },
  }));
}

async function timed(work: () => Promise<void>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}

async function inParallel(wire: Wire, rounds: number, random: () => number): Promise<number[]> {
  const queries = Array.from({ length: clients }, () =>
    wire.query(randomVector(dimension, random), topK),
  );
  const times = await Promise.all(
    queries.map(async (query) => {
      const own: number[] = [];
      for (let round = -5; round < rounds; round++) {
        const time = await timed(query);
        if (round >= 0) own.push(time);
      }
      return own;
    }),
  );
  return times.flat();
}

function figuresOf(times: ReturnType<typeof emptyTimes>): Figures {
  return { upsert: median(times.upsert), query: median(times.query), parallel: times.parallel };
}

function report(
  rest: Figures,
  grpc: Figures,
  { officialMs, isBusy }: { readonly officialMs: number; readonly isBusy: boolean },
): BenchResult {
  const row = (name: string, { upsert, query, parallel }: Figures): string[] => [
    name,
    figure(isBusy ? upsert / rest.upsert : upsert),
    figure(isBusy ? query / rest.query : query),
    figure(isBusy ? median(parallel) / median(rest.parallel) : median(parallel)),
    figure(quantile(parallel, 0.99) / (isBusy ? median(rest.parallel) : 1)),
  ];
  const tail = quantile(grpc.parallel, 0.99) / median(grpc.parallel);
  return {
    text: [
      `${isBusy ? 'Times that REST takes for' : 'Milliseconds of'} a request, medians, to one index of ${stored.toLocaleString('en')} records with ${dimension} numbers each. Requests are encoded before they are timed and sent without a client library. All ways take turns. Through the official TypeScript client the same upsert by REST takes ${isBusy ? `${figure(officialMs / rest.upsert)} times as long` : `${figure(officialMs)} ms`}, of which the request itself is the engine's share.`,
      markdownTable(
        [
          'way',
          `upsert of ${perUpsert}`,
          `query, top ${topK}`,
          `query, ${clients} clients at once`,
          'the 99th percentile of it',
        ],
        [row('REST', rest), row('gRPC', grpc)],
      ),
    ].join('\n\n'),
    goals: [
      {
        name: 'gRPC upsert, times REST',
        value: grpc.upsert / rest.upsert,
        goal: 0.6,
        better: 'lower',
      },
      {
        name: 'gRPC query, times REST',
        value: grpc.query / rest.query,
        goal: 1.4,
        better: 'lower',
      },
      { name: `gRPC, ${clients} clients: p99, times p50`, value: tail, goal: 5, better: 'lower' },
      {
        name: 'upsert through the official client: share of the engine',
        value: rest.upsert / officialMs,
        goal: 0.2,
        better: 'lower',
      },
    ],
  };
}
