import { setImmediate, setTimeout } from 'node:timers/promises';

/** What a long work holds its thread for before it lets others have it, and how long it waits then. */
export type Pace = { readonly sliceMs: number; readonly pauseMs: number };

/** Of what somebody waits for. */
const eager: Pace = { sliceMs: 5, pauseMs: 0 };

/** Of what nobody waits for: a fourth of a thread, of which others hardly notice anything. */
export const unhurried: Pace = { sliceMs: 1, pauseMs: 3 };

/** Work that can be interrupted wherever it yields. */
export type Steps<T> = Generator<void, T>;

/**
 * Does all of the work, and lets whoever waits for this thread have it on the way: what they do must not harm it. Undefined
 * where it is not wanted any more afterwards.
 */
export async function inSlices<T>(
  steps: Steps<T>,
  isWanted: () => boolean,
  { sliceMs, pauseMs }: Pace = eager,
): Promise<T | undefined> {
  for (;;) {
    const end = performance.now() + sliceMs;
    while (performance.now() < end) {
      const step = steps.next();
      if (step.done === true) return step.value;
    }
    // A pause keeps no process from ending.
    await (pauseMs > 0 ? setTimeout(pauseMs, undefined, { ref: false }) : setImmediate());
    if (!isWanted()) return endEarly(steps);
  }
}

/** Does all of the work without interruption. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** What the work has begun it undoes by its `finally`. */
function endEarly(steps: Steps<unknown>): undefined {
  steps.return(undefined);
  return undefined;
}
