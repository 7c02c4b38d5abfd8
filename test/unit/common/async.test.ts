import { describe, expect, it } from 'vitest';
import { mapLimit, sleep } from '../../../src/common/async.ts';
import { Failure } from '../../../src/common/failure.ts';
import { turnOfLoop } from '../../support/turnOfLoop.ts';

const never = new AbortController().signal;

describe('mapLimit', () => {
  it('keeps the order of the items and the limit', async () => {
    const waiting: (() => void)[] = [];
    let most = 0;
    const run = mapLimit(['a', 'b', 'c', 'd', 'e'], 2, never, async (item) => {
      await new Promise<void>((end) => {
        waiting.push(end);
        most = Math.max(most, waiting.length);
      });
      return item.toUpperCase();
    });
    // The newest item ends first.
    for (let ended = 0; ended < 5; ended++) {
      await turnOfLoop();
      waiting.pop()!();
    }
    expect({ results: await run, most }).toEqual({ results: ['A', 'B', 'C', 'D', 'E'], most: 2 });
  });

  it('throws the first failure after it has stopped the others', async () => {
    const ended: number[] = [];
    const run = mapLimit([1, 2, 3, 4], 2, never, async (item, signal) => {
      if (item === 1) throw new Failure('notFound', 'gone');
      await sleep(10_000, signal).finally(() => ended.push(item));
    });
    await expect(run).rejects.toMatchObject({ kind: 'notFound' });
    expect(ended).toEqual([2]);
  });

  it('ends with `cancelled` when the caller aborts', async () => {
    const controller = new AbortController();
    const run = mapLimit([1, 2, 3], 1, controller.signal, async (_, signal) => {
      controller.abort();
      await sleep(10_000, signal);
    });
    await expect(run).rejects.toMatchObject({ kind: 'cancelled' });
  });
});

describe('sleep', () => {
  it('rejects at once if the signal is aborted already', async () => {
    await expect(sleep(10_000, AbortSignal.abort())).rejects.toMatchObject({ kind: 'cancelled' });
  });
});
