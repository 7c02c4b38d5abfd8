import { setTimeout as sleep } from 'node:timers/promises';

const pauseMs = 50;
const longestMs = 30_000;

/** Waits until a condition holds. Throws after half a minute. */
export async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  for (const endMs = performance.now() + longestMs; !(await isTrue()); await sleep(pauseMs))
    if (performance.now() > endMs) throw new Error('It did not become true');
}
