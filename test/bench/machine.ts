import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';

/** The load of the last minute. */
export function machineLoad(): number {
  return loadavg()[0]!;
}

/** Whether a load is that of other programs, so that times say little. */
export function isBusy(load: number): boolean {
  return load > availableParallelism() / 2;
}

const patienceMs = 600_000;
const pollMs = 10_000;

/** Resolves with the load once the machine is quiet, at the latest after ten minutes. */
export async function quietMachine(progress: (text: string) => void): Promise<number> {
  const end = performance.now() + patienceMs;
  for (let isTold = false; ; isTold = true) {
    const load = machineLoad();
    if (!isBusy(load) || performance.now() > end) return load;
    if (!isTold)
      progress(`Waiting for a quiet machine, at most ten minutes: load ${load.toFixed(1)}`);
    await delay(pollMs);
  }
}

/** What the figures were measured on. `loadBefore` is the load at the start of the section. */
export function machineSentence(loadBefore: number): string {
  const model = cpus()[0]?.model.trim() ?? 'an unknown processor';
  const memory = Math.round(totalmem() / 2 ** 30);
  const day = new Date().toISOString().slice(0, 10);
  const cores = availableParallelism();
  const load = `load ${loadBefore.toFixed(1)} at the start and ${machineLoad().toFixed(1)} at the end`;
  const caution = isBusy(loadBefore)
    ? ' Other programs were using the machine: only ratios count.'
    : '';
  return `Measured on ${day} on ${cores} cores of ${model} with ${memory} GiB, ${process.platform} ${process.arch}, Node ${process.versions.node}; ${load}.${caution}`;
}
