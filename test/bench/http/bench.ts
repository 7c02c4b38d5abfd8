import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { engineBundle, startEngine, type EngineProcess } from '../../support/engineProcess.ts';
import type { Bench } from '../bench.ts';
import type { Goal } from '../goals.ts';
import { figure, markdownTable } from '../shared/markdown.ts';
import { median, quantile } from '../shared/statistics.ts';
import { askFor } from '../../support/engineRequests.ts';
import { dimension, fill } from '../stalls/data.ts';
import { Client, type Request, type Server } from './client.ts';
import { hybridIndex, hybridUpsert, kinds, upsert, type Kind } from './requests.ts';

type Measured = {
  /** Milliseconds of each request of one client, and those of the echo between them. */
  readonly engine: readonly number[];
  readonly echo: readonly number[];
  /** By number of clients. */
  readonly together: ReadonlyMap<number, { readonly perSecond: number; readonly tail: number }>;
};

type Sizes = { readonly rows: number; readonly rounds: number; readonly starts: number };

const clientCounts = [1, 4, 16];

const rowsAtOnce = 250;

/** Caches are written once their files have stayed the same for so long. */
const settledMs = 10_000;
const pollMs = 500;

/** What clients wait for: HTTP, starts, and writes beside reads. The other tables measure inside the process. */
export const httpBench: Bench = {
  title: 'Over HTTP',
  run: async ({ isQuick, isBusy, rows, progress }) => {
    const quick = { rows: 20_000, rounds: 60, starts: 3 };
    const sizes = {
      ...(isQuick ? quick : { rows: 50_000, rounds: 300, starts: 5 }),
      ...(rows && { rows }),
    };
    const dataDir = mkdtempSync(path.join(tmpdir(), 'vectorscope-bench-'));
    try {
      await engineBundle();
      progress(`${sizes.rows} records in each of four indexes`);
      await withEngine(dataDir, async (engine) => {
        await fill(engine, sizes.rows);
        await fillHybrid(engine, sizes.rows);
      });
      progress('Caches of searched indexes');
      await withEngine(dataDir, writeCaches);
      progress('First answers');
      const first = await firstAnswers(dataDir, sizes);
      return await withEngine(dataDir, async (engine) => {
        const measured = await measureKinds(engine, sizes, progress);
        progress('Reads beside a writer');
        const beside = await readsBesideWriter(engine, sizes);
        return {
          text: reportOf({ sizes, first, measured, beside }, isBusy),
          goals: [...goalsOf(measured, beside), ...(isBusy ? [] : goalsOfStarts(first))],
        };
      });
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
  },
};

async function fillHybrid(engine: EngineProcess, rows: number): Promise<void> {
  const dense = { type: 'dense_vector', dimension, metric: 'dotproduct' };
  const fields = { _values: dense, _sparse_values: { type: 'sparse_vector' } };
  await askFor(engine, 'POST', '/indexes', { name: hybridIndex, schema: { fields } });
  const client = new Client(engine);
  for (let first = 0; first < rows; first += rowsAtOnce)
    await client.send(
      hybridUpsert(
        Array.from({ length: Math.min(rowsAtOnce, rows - first) }, (_, at) => first + at),
      ),
    );
  client.close();
}

/** Searches every index, and waits until the engine has written its caches: as after some minutes of use. */
async function writeCaches(engine: EngineProcess): Promise<void> {
  const client = new Client(engine);
  for (const { next } of kinds) await client.send(next());
  client.close();
  const folder = path.join(engine.dataDir, 'vectors');
  const files = (): string => readdirSync(folder, { recursive: true }).join('\n');
  let before = '';
  for (let quietMs = 0; quietMs < settledMs; quietMs += pollMs) {
    await sleep(pollMs);
    const now = files();
    if (now !== before) quietMs = 0;
    before = now;
  }
}

/** By kind: milliseconds from the start of the process to the first answer of this kind. */
async function firstAnswers(dataDir: string, { starts }: Sizes): Promise<Map<string, number[]>> {
  const times = new Map<string, number[]>(kinds.map(({ name }) => [name, []]));
  // The first start of each kind reads the files from the disk, and is not counted.
  for (let start = -1; start < starts; start++)
    for (const { name, next } of kinds) {
      const begin = performance.now();
      await withEngine(dataDir, async (engine) => {
        const client = new Client(engine);
        await client.send(next());
        if (start >= 0) times.get(name)!.push(performance.now() - begin);
        client.close();
      });
    }
  return times;
}

async function measureKinds(
  engine: EngineProcess,
  { rounds }: Sizes,
  progress: (text: string) => void,
): Promise<Map<string, Measured>> {
  const echo = fork(path.join(import.meta.dirname, 'echo.ts'));
  const [{ port }] = (await once(echo, 'message')) as [{ port: number }];
  const bare = { url: `http://127.0.0.1:${port}`, key: '' };
  const measured = new Map<string, Measured>();
  try {
    for (const kind of kinds) {
      progress(kind.name);
      measured.set(kind.name, await measureKind(engine, bare, kind, rounds));
    }
    return measured;
  } finally {
    echo.kill();
  }
}

/** One client asks the engine and the bare server in turn; then several ask the engine at the same time. */
async function measureKind(
  engine: EngineProcess,
  bare: Server,
  { next }: Kind,
  rounds: number,
): Promise<Measured> {
  const clients = { engine: new Client(engine), echo: new Client(bare) };
  const times: { engine: number[]; echo: number[] } = { engine: [], echo: [] };
  for (let round = -10; round < rounds; round++) {
    const request = next();
    const begin = performance.now();
    const { byteLength } = await clients.engine.send(request);
    const between = performance.now();
    await clients.echo.send({ ...request, path: `/?bytes=${byteLength}` });
    const end = performance.now();
    if (round < 0) continue;
    times.engine.push(between - begin);
    times.echo.push(end - between);
  }
  for (const client of Object.values(clients)) client.close();
  const together = new Map<number, { perSecond: number; tail: number }>();
  for (const count of clientCounts)
    together.set(count, await askTogether(engine, next, count, rounds));
  return { ...times, together };
}

async function askTogether(
  engine: EngineProcess,
  next: () => Request,
  count: number,
  rounds: number,
): Promise<{ perSecond: number; tail: number }> {
  const requests = Array.from({ length: rounds }, next);
  const times: number[] = [];
  const begin = performance.now();
  await Promise.all(
    Array.from({ length: count }, async () => {
      const client = new Client(engine);
      for (let request = requests.pop(); request !== undefined; request = requests.pop()) {
        const sent = performance.now();
        await client.send(request);
        times.push(performance.now() - sent);
      }
      client.close();
    }),
  );
  const perSecond = (1000 * times.length) / (performance.now() - begin);
  return { perSecond, tail: quantile(times, 0.99) / median(times) };
}

/** By kind: the 95th percentile beside one writer, times that without it. The median of rounds that take turns. */
async function readsBesideWriter(
  engine: EngineProcess,
  { rounds }: Sizes,
): Promise<Map<string, number>> {
  const ratios = new Map<string, number>();
  const writes = Array.from({ length: 8 }, upsert);
  for (const { name, next } of kinds.slice(0, 2)) {
    const reader = new Client(engine);
    const writer = new Client(engine);
    const read = async (): Promise<number> => {
      const times: number[] = [];
      for (let asked = 0; asked < rounds / 2; asked++) {
        const request = next();
        const begin = performance.now();
        await reader.send(request);
        times.push(performance.now() - begin);
      }
      return quantile(times, 0.95);
    };
    const found: number[] = [];
    for (let round = 0; round < 5; round++) {
      const alone = await read();
      const state = { isDone: false };
      const writing = (async () => {
        for (let sent = 0; !state.isDone; sent++) await writer.send(writes[sent % writes.length]!);
      })();
      const beside = await read();
      state.isDone = true;
      await writing;
      found.push(beside / alone);
    }
    ratios.set(name, median(found));
    reader.close();
    writer.close();
  }
  return ratios;
}

type Findings = {
  readonly sizes: Sizes;
  readonly first: ReadonlyMap<string, readonly number[]>;
  readonly measured: ReadonlyMap<string, Measured>;
  readonly beside: ReadonlyMap<string, number>;
};

/** A column of a table: its head, its cell of a row, and whether it is a time and not a ratio. */
type Column<T> = {
  readonly head: string;
  readonly valueOf: (row: T) => number;
  readonly isTime: boolean;
};

const columns: readonly Column<Measured>[] = [
  { head: 'p50, ms', valueOf: ({ engine }) => median(engine), isTime: true },
  { head: 'p99, ms', valueOf: ({ engine }) => quantile(engine, 0.99), isTime: true },
  {
    head: 'times a bare server',
    valueOf: ({ engine, echo }) => median(engine.map((time, at) => time / echo[at]!)),
    isTime: false,
  },
  ...clientCounts.map((count) => ({
    head: count === 1 ? '1 client, requests/s' : `${count} clients, requests/s`,
    valueOf: ({ together }: Measured) => together.get(count)!.perSecond,
    isTime: true,
  })),
  {
    head: '16 clients, p99 times p50',
    valueOf: ({ together }) => together.get(16)!.tail,
    isTime: false,
  },
];

function reportOf({ sizes, first, measured, beside }: Findings, isBusy: boolean): string {
  const shown = columns.filter(({ isTime }) => !isBusy || !isTime);
  const lines = [...measured].map(([name, row]) => [
    name,
    ...shown.map(({ valueOf }) => figure(valueOf(row))),
  ]);
  const byId = median([...first.values()][0]!);
  const starts = [...first].map(([name, times]) => [
    name,
    figure(isBusy ? median(times) / byId : median(times)),
  ]);
  const unit = isBusy ? 'times that of a record by id' : 'ms';
  return [
    `${sizes.rows.toLocaleString('en')} records each in an index of vectors (256 numbers, cosine), of sparse vectors (40 values), of both, and of documents (40 words, as frequent as Zipf's law has them). Connections stay open; requests are encoded before they are timed; ${sizes.rounds} of each kind. _Times a bare server_: the median ratio to a server of \`node:http\` that reads the same bytes and answers with as many, asked in turn.`,
    markdownTable(['', ...shown.map(({ head }) => head)], lines),
    'From the start of the process to the first answer of each kind, the median of starts that take turns. The engine had written its caches before:',
    markdownTable(['', `first answer, ${unit}`], starts),
    'The 95th percentile of reads beside one connection that writes batches of 100 all the time, times that without it:',
    markdownTable(
      ['', 'beside a writer, times alone'],
      [...beside].map(([name, ratio]) => [name, figure(ratio)]),
    ),
  ].join('\n\n');
}

/** Of those kinds that load a part of an index of their own. */
function goalsOfStarts(first: ReadonlyMap<string, readonly number[]>): readonly Goal[] {
  const names = [
    'query, 10 hits',
    'query with a filter, 1%',
    'hybrid query',
    'sparse query',
    'text, three words',
  ];
  return names.map((name) => ({
    name: `start to first answer, ms: ${name}`,
    value: median(first.get(name)!),
    goal: 300,
    better: 'lower',
  }));
}

function goalsOf(
  measured: ReadonlyMap<string, Measured>,
  beside: ReadonlyMap<string, number>,
): readonly Goal[] {
  const query = 'query, 10 hits';
  return [
    {
      name: `${query}: 16 clients, p99 times p50`,
      value: measured.get(query)!.together.get(16)!.tail,
      goal: 5,
      better: 'lower',
    },
    ...[...beside].map(([name, value]) => ({
      name: `${name}: p95 beside a writer, times alone`,
      value,
      goal: 2,
      better: 'lower' as const,
    })),
  ];
}

async function withEngine<T>(
  dataDir: string,
  work: (engine: EngineProcess) => Promise<T>,
): Promise<T> {
  const engine = await startEngine({ dataDir });
  try {
    return await work(engine);
  } finally {
    await engine.stop();
  }
}
