import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEngine, type EngineProcess } from '../support/engineProcess.ts';
import { askFor, newIndexBody } from '../support/engineRequests.ts';
import { makeDisk, seenBy, withDisk } from '../support/ownMounts.ts';
import { seededRandom } from '../support/random.ts';
import { BackupWriter } from './backupWriter.ts';
import { checkFiles, checkNoRest } from './dataFiles.ts';
import { IndexWriter } from './indexWriter.ts';
import { LargeWriter } from './largeWriter.ts';
import { dimension, RecordWriter, type Fate } from './recordWriter.ts';

export type PowerCuts = {
  readonly cuts: number;
  readonly acknowledged: number;
  readonly fates: Readonly<Record<Fate, number>>;
};

const index = 'kept';
const diskMb = 256;

/**
 * Cuts the power of an engine again and again while clients write to it. Its data folder is on a disk of its own, a
 * file with ext4: what it wrote and did not flush is in the memory of the system, and not on that disk. A cut stops the
 * engine where it is and takes a copy of the disk; the engine and all that was not flushed are lost, and the next
 * engine starts on the copy, whose file system recovers first. What it holds has to be what was acknowledged, each
 * change under way being there as a whole or not at all. Throws at the first thing that is otherwise.
 */
export async function runPowerCuts(cuts: number, seed: number): Promise<PowerCuts> {
  const folder = await mkdtemp(path.join(tmpdir(), 'vectorscope-power-'));
  const disk = path.join(folder, 'disk');
  const mounted = path.join(folder, 'mounted');
  const dataDir = path.join(mounted, 'data');
  await mkdir(mounted);
  makeDisk(disk, diskMb);
  const start = (): Promise<EngineProcess> =>
    startEngine({ dataDir, args: ['--vector-memory', '0'], through: withDisk(disk, mounted) });
  const random = seededRandom(seed);
  const backups = new BackupWriter(seededRandom(seed + 1));
  const large = new LargeWriter(seededRandom(seed + 5));
  const writers = [
    backups,
    large,
    new IndexWriter(seededRandom(seed + 2)),
    new RecordWriter(index, 'one', seededRandom(seed + 3)),
    new RecordWriter(index, 'two', seededRandom(seed + 4)),
  ];
  const fates: Record<Fate, number> = { whole: 0, absent: 0, noneUnderWay: 0 };
  let engine = await start();
  try {
    await askFor(engine, 'POST', '/indexes', newIndexBody(index, dimension));
    await backups.prepare(engine);
    await large.prepare(engine);
    for (let cut = 0; cut < cuts; cut++) {
      const work = writers.map((writer) => writer.writeTo(engine));
      await Promise.race([sleep(50 + random() * 600), Promise.all(work)]);
      await cutPower(engine, disk);
      await Promise.all(work);
      engine = await start();
      const seen = seenBy(engine.pid, dataDir);
      await checkFiles(seen);
      await checkNoRest(seen);
      for (const writer of writers) fates[await writer.check(engine)]++;
    }
    await engine.stop();
  } catch (error) {
    await engine.kill();
    throw new Error(`Seed ${seed}: ${String(error)}`, { cause: error });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const counts = writers.flatMap((writer) => [...writer.counts.values()]);
  return { cuts, acknowledged: counts.reduce((sum, count) => sum + count, 0), fates };
}

/** The disk is what it was when the engine stopped; what the engine had not flushed does not come onto it any more. */
async function cutPower(engine: EngineProcess, disk: string): Promise<void> {
  process.kill(engine.pid, 'SIGSTOP');
  while (!isStopped(engine.pid)) await sleep(2);
  const after = `${disk}-after`;
  await copyFile(disk, after);
  await engine.kill();
  // The old disk is unmounted, and flushed, with the last of its processes.
  while (isMounted(disk)) await sleep(5);
  await rename(after, disk);
}

/** Whether no thread of it is at work any more, in the system neither. */
function isStopped(pid: number): boolean {
  return readdirSync(`/proc/${pid}/task`).every((thread) =>
    /^State:\s+[tT]/m.test(readFileSync(`/proc/${pid}/task/${thread}/status`, 'utf8')),
  );
}

function isMounted(disk: string): boolean {
  return spawnSync('losetup', ['--associated', disk]).stdout.length > 0;
}
