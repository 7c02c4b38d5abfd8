import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

/** The load of the last minute. */
export function machineLoad(): number {
  return loadavg()[0]!;
}

/** Whether a load is that of other programs, so that times say little. */
export function isBusy(load: number): boolean {
  return load > availableParallelism() / 2;
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
