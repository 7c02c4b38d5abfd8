import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { readRows, type RowFile } from '../data/rowFile.ts';
import { contestantEntry } from './contestantBundle.ts';
import { fetchPackage } from './fetchPackage.ts';
import { findPython, programs } from '../shared/python.ts';
import {
  epochsFor,
  minDistance,
  neighbours,
  type ContestantName,
  type MapCost,
  type MapTask,
} from './contestant.ts';

const run = promisify(execFile);

/** Threads for the measured library. One core stays free, as in the engine; the goals are for two. */
export const threads = 2;

export type RunOptions = {
  readonly contestant: ContestantName;
  readonly seed?: number;
  readonly earlier?: { readonly file: string; readonly count: number };
};

export type MadeMap = MapCost & {
  readonly contestant: ContestantName;
  readonly positions: Float32Array;
  readonly file: string;
};

function atlasFile(): string {
  return path.join(fetchPackage('embedding-atlas', '0.26.0'), 'dist', 'umap.js');
}

/** Makes a map of the rows in a new process. Throws when the process fails. */
export async function runContestant(rows: RowFile, options: RunOptions): Promise<MadeMap> {
  const { contestant, seed = 42, earlier } = options;
  const { file, count, dimension } = rows;
  const output = `${file}.${contestant}.${seed}${earlier === undefined ? '' : '.further'}`;
  const task: MapTask = {
    contestant,
    file,
    count,
    dimension,
    seed,
    threads,
    epochs: epochsFor(count),
    output,
    ...(contestant === 'embedding-atlas' && { peer: atlasFile() }),
    ...(earlier && { earlier }),
  };
  const { stdout } = await (contestant === 'umap-learn' ? runUmapLearn(task) : runOurProcess(task));
  const cost = JSON.parse(stdout) as MapCost;
  const positions = readRows({ file: output, count, dimension: 2 });
  return { ...cost, contestant, positions, file: output };
}

function runOurProcess(task: MapTask): Promise<{ stdout: string }> {
  return run(process.execPath, [contestantEntry, JSON.stringify(task)], { maxBuffer: 1 << 20 });
}

/** Runs without a seed: with one, umap-learn uses one thread. */
function runUmapLearn(task: MapTask): Promise<{ stdout: string }> {
  const words = JSON.stringify({ ...task, neighbours, minDistance });
  return run(findPython()!, [path.join(programs, 'umapLearn.py'), words], {
    env: { ...process.env, NUMBA_NUM_THREADS: String(task.threads) },
  });
}
