import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { startEngine } from '../support/engineProcess.ts';
import { seededRandom } from '../support/random.ts';
import { isComplete, readTrace, recordingTo, type TraceEvent } from './systemTrace.ts';
import { TracedDisk, type Loss } from './tracedDisk.ts';
import { readState, runWizard, steps, type DataState } from './tracedWork.ts';

export type TracedCuts = {
  readonly events: number;
  readonly answers: number;
  readonly folders: number;
  /** How many of them held the change that was under way. */
  readonly whole: number;
};

type Recording = { readonly events: readonly TraceEvent[]; readonly states: readonly DataState[] };

/** Cuts between two answers, at moments that the seed chooses. */
const cutsBetween = 3;

/**
 * Records the writes, flushes and renames of an engine that works, and makes of them what a cut of the power leaves: right
 * after each answer and between answers, with nothing, all or some of what was not flushed. An engine has to find there
 * what was answered, and the change that was under way as a whole or not at all. Throws at the first folder in which it
 * does not; that folder stays to be looked at.
 */
export async function runTracedCuts(seed: number): Promise<TracedCuts> {
  const folder = mkdtempSync(path.join(tmpdir(), 'vectorscope-trace-'));
  const { events, states } = await record(folder);
  const random = seededRandom(seed);
  const disk = new TracedDisk(path.join(folder, 'data'));
  const cuts = chooseCuts(events, random);
  const counts = { answers: 0, folders: 0, whole: 0 };
  for (const [at, event] of events.entries()) {
    disk.apply(event);
    if (event.kind === 'answer') counts.answers++;
    if (!cuts.has(at)) continue;
    const losses =
      event.kind === 'answer'
        ? allLosses(random)
        : [allLosses(random).at(Math.floor(random() * 6))!];
    for (const [name, loss] of losses) {
      const target = path.join(folder, `cut-${counts.folders++}`);
      mkdirSync(target, { mode: 0o700 });
      disk.restoreTo(target, loss);
      const where = `Seed ${seed}, event ${at}, after answer ${counts.answers}, ${name}: ${target}`;
      if (await isNextState(target, states, counts.answers, where)) counts.whole++;
      rmSync(target, { recursive: true });
    }
  }
  if (counts.answers !== states.length - 1)
    throw new Error(`${counts.answers} answers were recorded, not ${states.length - 1}`);
  rmSync(folder, { recursive: true, force: true });
  return { events: events.length, ...counts };
}

/** Whether the folder holds the change behind the last answer. Throws where it holds neither that state nor this one. */
async function isNextState(
  target: string,
  states: readonly DataState[],
  answers: number,
  where: string,
): Promise<boolean> {
  const found = await readState(target).catch((error: unknown) => {
    throw new Error(`${where}: ${String(error)}`, { cause: error });
  });
  if (isDeepStrictEqual(found, states[answers])) return false;
  if (isDeepStrictEqual(found, states[answers + 1])) return true;
  const shown = JSON.stringify(found).slice(0, 2000);
  throw new Error(
    `${where}: found ${shown}, not ${JSON.stringify(states[answers]).slice(0, 2000)}`,
  );
}

async function record(folder: string): Promise<Recording> {
  const dataDir = path.join(folder, 'data');
  const trace = path.join(folder, 'trace');
  mkdirSync(dataDir, { mode: 0o700 });
  // As large as it becomes: the engine does not fill it, and the trace does not hold it.
  writeFileSync(path.join(dataDir, 'reserve'), '');
  truncateSync(path.join(dataDir, 'reserve'), 32 * 2 ** 20);
  const env = { VECTORSCOPE_ENGINE_KEY: '', UV_USE_IO_URING: '0' };
  const engine = await startEngine({ dataDir, env, through: recordingTo(trace) });
  const key = readFileSync(path.join(dataDir, 'engine.key'), 'utf8').trim();
  const states = await runWizard({ url: engine.url, key }, steps());
  await engine.stop();
  while (!isComplete(trace, engine.pid)) await sleep(20);
  return { events: readTrace(trace, dataDir), states };
}

/** Places of events after which the power is cut: those of the answers, and some between them. */
function chooseCuts(events: readonly TraceEvent[], random: () => number): ReadonlySet<number> {
  const answers = events.flatMap(({ kind }, at) => (kind === 'answer' ? [at] : []));
  const between = answers.flatMap((start, at) => {
    const end = answers[at + 1] ?? events.length;
    return Array.from({ length: cutsBetween }, () => start + Math.floor(random() * (end - start)));
  });
  return new Set([...answers, ...between]);
}

function allLosses(random: () => number): readonly (readonly [string, Loss])[] {
  const none = (): number => 0;
  const all = (): number => 1;
  /** Half of them whole, a quarter torn. */
  const some = (): number => Math.max(0, Math.min(1, random() * 4 - 1.5));
  const either = (): 'flushed' | 'all' => (random() < 0.5 ? 'flushed' : 'all');
  return [
    ['flushed names and content', { names: () => 'flushed', share: none }],
    ['all names, flushed content', { names: () => 'all', share: none }],
    ['flushed names, all content', { names: () => 'flushed', share: all }],
    ['all names and content', { names: () => 'all', share: all }],
    ['flushed names, some content', { names: () => 'flushed', share: some }],
    ['some names and content', { names: either, share: some }],
  ];
}
