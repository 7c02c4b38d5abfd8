import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

/** What the figures were measured on, as a sentence. */
export function machineSentence(): string {
  const model = cpus()[0]?.model.trim() ?? 'an unknown processor';
  const memory = Math.round(totalmem() / 2 ** 30);
  const day = new Date().toISOString().slice(0, 10);
  const load = loadavg()[0]!.toFixed(1);
  return `Measured on ${day} on ${availableParallelism()} cores of ${model} with ${memory} GiB, ${process.platform} ${process.arch}, Node ${process.versions.node}; load ${load} at the end.`;
}
