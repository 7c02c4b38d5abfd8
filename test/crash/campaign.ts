import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEngine, type EngineProcess } from '../support/engineProcess.ts';
import { askFor, newIndexBody } from '../support/engineRequests.ts';
import { seededRandom } from '../support/random.ts';
import { BackupWriter } from './backupWriter.ts';
import { checkFiles, checkNoRest, countSnapshots, lastCheckpoint } from './dataFiles.ts';
import { IndexWriter } from './indexWriter.ts';
import { LargeWriter } from './largeWriter.ts';
import { dimension, RecordWriter, type Fate } from './recordWriter.ts';

export type CampaignOptions = {
  readonly kills: number;
  readonly seed: number;
  /** Kinds of write: one of the last two kills waits until each of them was acknowledged. */
  readonly kinds?: readonly string[];
  /** Called after each kill that nothing was lost in. */
  readonly onKill?: (kill: number) => void;
};

export type CampaignResult = {
  readonly kills: Readonly<Record<Moment, number>>;
  /** Acknowledged writes by kind; all of them were found again. */
  readonly acknowledged: Readonly<Record<string, number>>;
  /** Rounds of work in which writes went from the log into the file while others came. */
  readonly checkpoints: number;
  /** Kills after which the vectors of a large index were there as files, to be opened from. */
  readonly snapshots: number;
  /** Times that a kill left an update or a deletion by filter half made, to be finished by the next engine. */
  readonly unfinished: number;
  /** What became of the writes that a kill met, each checked as a whole. */
  readonly fates: Readonly<Record<Fate, number>>;
};

/** When the engine is killed: while it works, while it starts after a kill, or while it ends in order. */
type Moment = 'working' | 'starting' | 'ending';

type Counting = { readonly counts: ReadonlyMap<string, number> };

const index = 'kept';

/** No vectors in memory: those of the large index are kept in a file. */
const args = ['--vector-memory', '0'];
const writerCount = 4;

/**
 * Kills an engine with SIGKILL again and again, at moments that the seed decides as far as a machine lets it, while
 * clients write to it. After each kill every file has to pass SQLite's check as it is, the engine has to start on
 * them by itself, and what it holds has to be what was acknowledged, each write under way being there as a whole or
 * not at all. Throws at the first thing that is otherwise; the folder is left to be looked at then.
 */
export async function runCampaign({
  kills,
  seed,
  kinds = [],
  onKill = () => {},
}: CampaignOptions): Promise<CampaignResult> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'vectorscope-crash-'));
  const random = seededRandom(seed);
  const backups = new BackupWriter(seededRandom(seed + 100));
  const large = new LargeWriter(seededRandom(seed + 200));
  const writers = [
    backups,
    large,
    new IndexWriter(seededRandom(seed + 1)),
    ...Array.from(
      { length: writerCount },
      (_, at) => new RecordWriter(index, `writer-${at}`, seededRandom(seed + 2 + at)),
    ),
  ];
  const killed: Record<Moment, number> = { working: 0, starting: 0, ending: 0 };
  const fates: Record<Fate, number> = { whole: 0, absent: 0, noneUnderWay: 0 };
  let checkpoints = 0;
  let snapshots = 0;
  let unfinished = 0;
  let engine = await startEngine({ dataDir, args });
  await askFor(engine, 'POST', '/indexes', newIndexBody(index, dimension));
  await backups.prepare(engine);
  await large.prepare(engine);
  try {
    for (let kill = 1; kill <= kills; kill++) {
      const checkpoint = await lastCheckpoint(dataDir, index);
      const moment = random() < 0.2 ? 'ending' : 'working';
      const work = Promise.all(writers.map((writer) => writer.writeTo(engine)));
      const wanted = kill < kills - 1 ? [] : kinds;
      await letWork(work, workMs(random), () => hasAll(writers, wanted));
      if ((await lastCheckpoint(dataDir, index)) > checkpoint) checkpoints++;
      if (moment === 'ending') await endAndKill(engine, random() * 40);
      else await engine.kill();
      killed[moment]++;
      await work;
      unfinished += await checkFiles(dataDir);
      if ((await countSnapshots(dataDir)) > 0) snapshots++;
      if (kill < kills && random() < 0.25 && (await killWhileStarting(dataDir, random() * 250))) {
        killed.starting++;
        onKill(kill++);
        await checkFiles(dataDir);
      }
      engine = await startEngine({ dataDir, args });
      await checkNoRest(dataDir);
      for (const writer of writers) fates[await writer.check(engine)]++;
      onKill(kill);
    }
  } catch (error) {
    await engine.kill();
    throw new Error(`Seed ${seed}, folder ${dataDir}: ${String(error)}`, { cause: error });
  }
  const code = await engine.stop();
  if (code !== 0) throw new Error(`The engine ended with code ${code}\n${engine.log()}`);
  await rm(dataDir, { recursive: true, force: true });
  return {
    kills: killed,
    acknowledged: sumCounts(writers),
    checkpoints,
    snapshots,
    unfinished,
    fates,
  };
}

/** Lets the writers work for a time, and on until it is enough. Throws where the engine ends before. */
async function letWork(
  work: Promise<unknown>,
  atLeastMs: number,
  isEnough: () => boolean,
): Promise<void> {
  const isGone = work.then(() => true);
  let nextMs = atLeastMs;
  do {
    if (await Promise.race([isGone, sleep(nextMs, false)]))
      throw new Error('The engine went away by itself');
    nextMs = 20;
  } while (!isEnough());
}

function hasAll(writers: readonly Counting[], kinds: readonly string[]): boolean {
  return kinds.every((kind) => writers.some(({ counts }) => counts.has(kind)));
}

/** Most rounds are short; in a long one the log of writes gets long enough to be written back. */
function workMs(random: () => number): number {
  return 5 + random() * (random() < 0.15 ? 3000 : 400);
}

async function endAndKill(engine: EngineProcess, afterMs: number): Promise<void> {
  process.kill(engine.pid, 'SIGTERM');
  await sleep(afterMs);
  await engine.kill();
}

/** Whether the kill came before it was ready; else it is killed right after, which is no such kill. */
async function killWhileStarting(dataDir: string, afterMs: number): Promise<boolean> {
  try {
    const engine = await startEngine({ dataDir, args, signal: AbortSignal.timeout(afterMs) });
    await engine.kill();
    return false;
  } catch {
    return true;
  }
}

function sumCounts(writers: readonly Counting[]): { [kind: string]: number } {
  const sums = new Map<string, number>();
  for (const { counts } of writers)
    for (const [kind, count] of counts) sums.set(kind, (sums.get(kind) ?? 0) + count);
  return Object.fromEntries([...sums].sort(([one], [other]) => (one < other ? -1 : 1)));
}
