import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import {
  CooperativeTasks,
  type CooperativeTask,
} from '../../../../src/engine/workers/cooperativeTasks.ts';

/** Takes about so long, a little in each step. */
function* busyFor(durationMs: number, onEnd: () => void = () => {}): CooperativeTask<number> {
  let steps = 0;
  try {
    for (const end = performance.now() + durationMs; performance.now() < end; steps++) yield;
    return steps;
  } finally {
    onEnd();
  }
}

describe('cooperative tasks', () => {
  it('let the thread do other work between any two slices of any tasks', async () => {
    const tasks = new CooperativeTasks();
    const ended = new AbortController();
    const sliceOf: number[] = [];
    let turn = 0;
    const noting = function* (): CooperativeTask<void> {
      const end = performance.now() + 40;
      for (let seen = -1; performance.now() < end;) {
        if (seen !== turn) sliceOf.push(turn);
        seen = turn;
        yield;
      }
    };
    const all = Promise.all(Array.from({ length: 4 }, () => tasks.run(noting())));
    void all.then(() => ended.abort());
    for (; !ended.signal.aborted; turn++) await setImmediate();
    // No two slices are of the same turn of the thread.
    expect(new Set(sliceOf).size).toBe(sliceOf.length);
  });

  it('begin before those that have run for long', async () => {
    const tasks = new CooperativeTasks();
    const order: string[] = [];
    const long = tasks.run(busyFor(100)).then(() => order.push('long'));
    for (let turn = 0; turn < 10; turn++) await setImmediate();
    const brief = tasks.run(busyFor(1)).then(() => order.push('brief'));
    await Promise.all([long, brief]);
    expect(order).toEqual(['brief', 'long']);
  });

  it('end with their signal, and undo their work', async () => {
    const tasks = new CooperativeTasks();
    const leaving = new AbortController();
    let hasEnded = false;
    const endless = busyFor(Number.POSITIVE_INFINITY, () => (hasEnded = true));
    const run = tasks.run(endless, { signal: leaving.signal });
    await setImmediate();
    leaving.abort();
    await expect(run).rejects.toMatchObject({ kind: 'cancelled' });
    expect([hasEnded, endless.next().done]).toEqual([true, true]);
  });
});
