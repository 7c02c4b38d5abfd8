import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { Failure } from '../../../src/common/failure.ts';
import type { Metric } from '../../../src/model/vectorIndex.ts';
import { writeRows } from '../data/rowFile.ts';
import { figure } from '../shared/markdown.ts';
import { bucketCount, type Kind } from './contestants/contestant.ts';
import { builtBefore, folderOfBuilt, noteBuilt } from './builtIndexes.ts';
import { Corner } from './corner.ts';
import type { Dataset } from './datasets.ts';
import { Oracle } from './oracle.ts';
import { run, type LeftOut, type Outcome } from './race.ts';

/** Races on one set of rows. */
export type Meeting = {
  readonly dataset: Dataset;
  readonly count: number;
  readonly metric: Metric;
  readonly queryCount: number;
  readonly kinds: readonly Kind[];
  readonly races: readonly { readonly topK: number; readonly below?: number }[];
  /** Whether it is held as on every day but the first: contestants that keep files have been asked before, and were closed. */
  readonly isLater?: true;
};

/** What it cost a contestant to be ready. */
export type Cost = {
  readonly name: string;
  readonly rowsPerSecond: number;
  /** Of its process, after all searches. */
  readonly memoryBytes: number;
  /** From a process that has opened nothing to the first answer; absent where nothing is kept on disk. */
  readonly openMs?: number;
};

export type MeetingResult = {
  readonly meeting: Meeting;
  readonly races: readonly ({ readonly topK: number; readonly below?: number } & Outcome)[];
  readonly costs: readonly Cost[];
  readonly leftOut: readonly LeftOut[];
};

/** As many as our pool has: one core is left to the one who asks. */
export const threads = Math.max(1, Math.min(4, availableParallelism() - 1));

export function titleOf({ count, dataset, metric, isLater }: Meeting): string {
  const what = `${figure(count)} x ${dataset.dimension}, ${dataset.name}, ${metric}`;
  return isLater ? `${what}, opened again` : what;
}

/** The share of the rows whose bucket is below a number. */
export function percentOf(below: number): number {
  return (100 * below) / bucketCount;
}

export async function hold(
  meeting: Meeting,
  progress: (text: string) => void,
): Promise<MeetingResult> {
  const folder = mkdtempSync(path.join(tmpdir(), 'vectorscope-bench-'));
  const corners: Corner[] = [];
  try {
    return await holdIn(folder, meeting, corners, progress);
  } finally {
    for (const corner of corners) await corner.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function holdIn(
  folder: string,
  meeting: Meeting,
  corners: Corner[],
  progress: (text: string) => void,
): Promise<MeetingResult> {
  const { dataset, count, metric, queryCount } = meeting;
  progress(titleOf(meeting));
  const next = await dataset.open(progress);
  const rows = { file: path.join(folder, 'rows.f32'), dimension: dataset.dimension, count };
  writeRows(rows, next);
  const queries = Array.from({ length: queryCount }, (_, at) => next(count + at));
  const prepared: Pick<Cost, 'name' | 'rowsPerSecond'>[] = [];
  const leftOut: LeftOut[] = [];
  for (const kind of meeting.kinds) {
    progress(`  ${kind.name}`);
    const why = kind.leftOut({ metric, count, topK: 1 });
    if (why !== undefined) {
      leftOut.push({ name: kind.name, why });
      continue;
    }
    const own =
      kind.builtAs === undefined
        ? path.join(folder, kind.name.replaceAll(/\W+/g, '-'))
        : folderOfBuilt(rows, metric, kind.builtAs);
    const builtMs = kind.builtAs === undefined ? undefined : builtBefore(own);
    const corner = new Corner(kind, { rows, metric, threads, folder: own });
    corners.push(corner);
    try {
      prepared.push(await prepare(corner, queries[0]!, meeting, builtMs));
    } catch (error) {
      // A package that is not made for this machine, say.
      leftOut.push({ name: kind.name, why: Failure.from(error).message });
      await corners.pop()?.end();
    }
  }
  const oracle = new Oracle(rows, queries, metric);
  const races = [];
  for (const asked of meeting.races) {
    const { topK, below } = asked;
    progress(`  k = ${topK}${below === undefined ? '' : `, filter ${percentOf(below)}%`}`);
    races.push({ ...asked, ...(await run(corners, { ...asked, metric, count, queries, oracle })) });
  }
  const costs: Cost[] = [];
  for (const [at, corner] of corners.entries()) {
    const memoryBytes = await corner.calls.call('memory', null);
    const openMs = await timeToOpen(corner, queries[0]!);
    costs.push({ ...prepared[at]!, memoryBytes, ...(openMs === undefined ? {} : { openMs }) });
  }
  return { meeting, races, costs, leftOut };
}

/** Fills it unless the cache has it, and has it opened again where it keeps files: what filling took is no part of its memory then. */
async function prepare(
  corner: Corner,
  query: Float32Array,
  { count, isLater }: Meeting,
  builtMs: number | undefined,
): Promise<Pick<Cost, 'name' | 'rowsPerSecond'>> {
  const ms = builtMs ?? (await corner.calls.call('load', null)).ms;
  if (corner.kind.builtAs !== undefined) noteBuilt(corner.folder, ms);
  if (corner.kind.keepsFiles) await timeToOpen(corner, query);
  else await corner.calls.call('search', { query, topK: 10 });
  if (corner.kind.keepsFiles && isLater) {
    await corner.calls.call('settle', null);
    await timeToOpen(corner, query);
  }
  return { name: corner.kind.name, rowsPerSecond: count / (ms / 1000) };
}

/** Of what has been searched before. */
async function timeToOpen(corner: Corner, query: Float32Array): Promise<number | undefined> {
  if (!corner.kind.keepsFiles) return undefined;
  await corner.restart();
  const begin = performance.now();
  await corner.calls.call('open', null);
  await corner.calls.call('search', { query, topK: 10 });
  return performance.now() - begin;
}
