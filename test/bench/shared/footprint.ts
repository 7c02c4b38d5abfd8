import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** What a process has used of the machine; absent where the system has no /proc. */
export type Footprint = {
  readonly residentBytes: number;
  readonly peakBytes: number;
  /** Of all threads, in steps of 10 ms; it depends less on what else runs than the time on the clock. */
  readonly cpuSeconds: number;
};

/** Linux counts so many a second on every processor. */
const ticksPerSecond = 100;

export function footprintOf(pid: number): Footprint | undefined {
  const folder = `/proc/${pid}`;
  if (!existsSync(`${folder}/status`)) return undefined;
  const status = readFileSync(`${folder}/status`, 'utf8');
  const bytesOf = (name: string): number =>
    1024 * Number(new RegExp(String.raw`^${name}:\s+(\d+) kB`, 'm').exec(status)?.[1]);
  return {
    residentBytes: bytesOf('VmRSS'),
    peakBytes: bytesOf('VmHWM'),
    cpuSeconds: cpuSecondsOf(readFileSync(`${folder}/stat`, 'utf8')),
  };
}

/** utime and stime, the 14th and the 15th field (proc(5)); the second, the name, may hold spaces. */
function cpuSecondsOf(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

/** Bytes of the files in a folder, also in those within it. */
export function sizeOf(folder: string): number {
  if (!existsSync(folder)) return 0;
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => statSync(path.join(folder, name), { throwIfNoEntry: false }))
    .reduce((sum, stats) => sum + (stats?.isFile() === true ? stats.size : 0), 0);
}

const snapshotTimeoutMs = 300_000;
const pollMs = 500;

/** Resolves once the engine has written a namespace's caches, which it does in the background. */
export async function snapshotWritten(folder: string): Promise<void> {
  let before = 0;
  for (let waitedMs = 0; waitedMs < snapshotTimeoutMs; waitedMs += pollMs) {
    await delay(pollMs);
    // The file with the rows is the last.
    const isLast = existsSync(folder) && hasRows(folder);
    const sizeBytes = sizeOf(folder);
    if (isLast && sizeBytes === before) return;
    before = sizeBytes;
  }
  throw new Error('The engine wrote no cache of the namespace');
}

function hasRows(folder: string): boolean {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).some((name) =>
    name.endsWith('.rows'),
  );
}
