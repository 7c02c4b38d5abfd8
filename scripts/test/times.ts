import { readFileSync } from 'node:fs';
import type { Timed } from './step.ts';

/** Measures the time on the clock and, on Linux, the processor time of this process and of its children that ended. */
export class Stopwatch {
  readonly #startedAt = performance.now();
  readonly #usedBefore = processorSeconds();

  /** `12.3 s` or `12.3 s, 20.1 s of processor time`. */
  describe(): string {
    const seconds = (performance.now() - this.#startedAt) / 1000;
    const used = processorSeconds();
    const clock = `${seconds.toFixed(1)} s`;
    if (used === undefined || this.#usedBefore === undefined) return clock;
    return `${clock}, ${(used - this.#usedBefore).toFixed(1)} s of processor time`;
  }
}

/** Linux counts processor time in hundredths of a second. */
const ticksPerSecond = 100;

/** Returns the tests that took longest, the longest first. */
export function slowest(times: readonly Timed[], count = 10): readonly Timed[] {
  return times.toSorted((one, other) => other.tookMs - one.tookMs).slice(0, count);
}

function processorSeconds(): number | undefined {
  try {
    return secondsOfStat(readFileSync('/proc/self/stat', 'utf8'));
  } catch {
    return undefined;
  }
}

/** Adds the user and system time of a process and of its children that ended, from the text of `/proc/<pid>/stat`. */
export function secondsOfStat(text: string): number {
  // The second field is a name in parentheses, which may hold spaces.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return ticks / ticksPerSecond;
}
