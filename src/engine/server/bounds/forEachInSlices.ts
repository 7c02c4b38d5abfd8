import { setImmediate } from 'node:timers/promises';

/** Calls a function for each item, in order, in time slices between which other requests are served. */
export async function forEachInSlices<T>(
  items: readonly T[],
  handle: (item: T) => void,
): Promise<void> {
  let end = performance.now() + sliceMs;
  for (const item of items) {
    handle(item);
    if (performance.now() < end) continue;
    await setImmediate();
    end = performance.now() + sliceMs;
  }
}

/** The longest time slice. */
const sliceMs = 4;
