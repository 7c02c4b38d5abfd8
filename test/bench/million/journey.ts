import { rmSync } from 'node:fs';
import path from 'node:path';
import { startEngine, type EngineProcess } from '../../support/engineProcess.ts';
import { askFor, newIndexBody } from '../../support/engineRequests.ts';
import type { RowFile } from '../data/rowFile.ts';
import { Oracle } from '../engine/oracle.ts';
import { batchesOf, feed, indexName, rowsPerBatch, type Fed } from './feed.ts';
import { footprintOf, sizeOf, snapshotWritten, type Footprint } from '../shared/footprint.ts';
import { query, queryFor, queryUntil, topK } from './questions.ts';

/** A tenth of the rows: its first half by one connection, its second by four. */
export type ImportPart = {
  readonly rows: number;
  readonly one: Fed;
  readonly four: Fed;
  readonly footprint: Footprint | undefined;
  /** CPU seconds of the engine for this tenth. */
  readonly cpuSeconds: number | undefined;
  readonly dataBytes: number;
};

/** Seconds from the start of the process, and those of CPU time until the first answer. */
export type Opening = {
  readonly ready: number;
  readonly firstAnswer: number;
  readonly cpuSeconds: number | undefined;
};

/** An engine that has been opened, asked, and left alone; times in milliseconds. */
export type Visit = {
  readonly opening: Opening;
  /** In the first ten seconds after the first answer, and after them. */
  readonly early: readonly number[];
  readonly alone: readonly number[];
  readonly footprint: Footprint | undefined;
};

export type Journey = {
  readonly rows: RowFile;
  readonly parts: readonly ImportPart[];
  readonly uncached: Visit;
  readonly recall: number;
  readonly cacheBytes: number;
  readonly openings: readonly Opening[];
  readonly cached: Visit;
  readonly writesAlone: Fed;
  readonly writesBesideReads: Fed;
  readonly readsBesideWrites: readonly number[];
};

export type Plan = {
  readonly rows: RowFile;
  /** Vectors that are no rows. */
  readonly queries: readonly Float32Array[];
  readonly dataDir: string;
  readonly progress: (text: string) => void;
};

const parts = 10;
const seconds = 10;
/** Times that it is opened from its caches. */
const openings = 3;
/** Queries whose hits are compared with those in float64. */
const checked = 5;

/** Import, restart, questions, writes beside questions: each of the restarts is a process of its own. */
export async function travel(plan: Plan): Promise<Journey> {
  const { rows, dataDir, progress } = plan;
  const caches = path.join(dataDir, 'vectors');
  const imported = await withEngine(plan, ({ engine }) => importAll(plan, engine));
  rmSync(caches, { recursive: true, force: true });
  progress('Open without caches');
  const before = await withEngine(plan, async ({ engine, opening }) => {
    const visit = await visitOf(plan, engine, opening);
    const recall = await recallOf(plan, engine);
    await snapshotWritten(caches);
    return { uncached: visit, recall, cacheBytes: sizeOf(caches) };
  });
  progress('Open from caches');
  const opened: Opening[] = [];
  for (let round = 1; round < openings; round++)
    opened.push(await withEngine(plan, async ({ opening }) => opening));
  return withEngine(plan, async ({ engine, opening }) => {
    opened.push(opening);
    const cached = await visitOf(plan, engine, opening);
    progress('Writes alone, and beside reads');
    const writes = await writeMore(plan, engine);
    return { rows, parts: imported, ...before, openings: opened, cached, ...writes };
  });
}

/** New records by one connection: a twentieth of the rows alone, and the next while queries are asked. */
async function writeMore(
  { rows, queries }: Plan,
  engine: EngineProcess,
): Promise<Pick<Journey, 'writesAlone' | 'writesBesideReads' | 'readsBesideWrites'>> {
  const batches = batchesOf(rows);
  const limit = Math.floor(rows.count / 20 / rowsPerBatch);
  const writing = { engine, batches, connections: 1, limit, idOf: (row: number) => `new-${row}` };
  const writesAlone = await feed(writing);
  let isDone = false;
  const [writesBesideReads, readsBesideWrites] = await Promise.all([
    feed(writing).finally(() => (isDone = true)),
    queryUntil(engine, queries, () => isDone),
  ]);
  return { writesAlone, writesBesideReads, readsBesideWrites };
}

type Opened = { readonly engine: EngineProcess; readonly opening: Opening };

/** Starts the engine, asks a first question where there is an index, does the work, and ends the engine in order. */
async function withEngine<T>(
  { dataDir, queries }: Plan,
  work: (opened: Opened) => Promise<T>,
): Promise<T> {
  const begin = performance.now();
  const sinceBegin = (): number => (performance.now() - begin) / 1000;
  const engine = await startEngine({ dataDir });
  const ready = sinceBegin();
  let result: T;
  try {
    const { indexes } = await askFor<{ indexes: readonly unknown[] }>(engine, 'GET', '/indexes');
    if (indexes.length > 0) await query(engine, queries[0]!);
    const firstAnswer = sinceBegin();
    const cpuSeconds = footprintOf(engine.pid)?.cpuSeconds;
    result = await work({ engine, opening: { ready, firstAnswer, cpuSeconds } });
  } catch (error) {
    await engine.stop();
    throw error;
  }
  const code = await engine.stop();
  if (code !== 0) throw new Error(`The engine ended with ${code}: ${engine.log().slice(-2000)}`);
  return result;
}

async function importAll(
  { rows, dataDir, progress }: Plan,
  engine: EngineProcess,
): Promise<ImportPart[]> {
  await askFor(engine, 'POST', '/indexes', newIndexBody(indexName, rows.dimension, 'cosine'));
  const batches = batchesOf(rows);
  const limit = Math.ceil(rows.count / parts / 2 / rowsPerBatch);
  const done: ImportPart[] = [];
  for (let part = 1; part <= parts; part++) {
    progress(`Import, part ${part} of ${parts}`);
    const before = footprintOf(engine.pid);
    const one = await feed({ engine, batches, connections: 1, limit });
    const four = await feed({ engine, batches, connections: 4, limit });
    const count = (done.at(-1)?.rows ?? 0) + one.rows + four.rows;
    const footprint = footprintOf(engine.pid);
    const cpuSeconds = footprint && before && footprint.cpuSeconds - before.cpuSeconds;
    done.push({ rows: count, one, four, footprint, cpuSeconds, dataBytes: sizeOf(dataDir) });
  }
  return done;
}

/** CPU time of the engine for a row, in microseconds. */
export function cpuMicrosOf({ cpuSeconds, one, four }: ImportPart): number | undefined {
  return cpuSeconds && (1e6 * cpuSeconds) / (one.rows + four.rows);
}

async function visitOf(
  { queries, progress }: Plan,
  engine: EngineProcess,
  opening: Opening,
): Promise<Visit> {
  progress(`  first answer after ${opening.firstAnswer.toFixed(2)} s; queries`);
  const early = await queryFor(engine, queries, seconds);
  const alone = await queryFor(engine, queries, seconds);
  return { opening, early, alone, footprint: footprintOf(engine.pid) };
}

async function recallOf({ rows, queries, progress }: Plan, engine: EngineProcess): Promise<number> {
  const asked = queries.slice(0, checked);
  const found: (readonly number[])[] = [];
  for (const vector of asked) found.push((await query(engine, vector)).map(Number));
  progress('  the same in float64');
  // Takes long without a pause: connections that the engine closes meanwhile must not be needed.
  const oracle = new Oracle(rows, asked, 'cosine');
  return Math.min(...found.map((ids, number) => oracle.recall(number, ids, topK)));
}
