import { describe, expect, it } from 'vitest';
import { mapLimit, sleep } from '../../../src/common/async.ts';
import { Failure } from '../../../src/common/failure.ts';

const never = new AbortController().signal;

describe('mapLimit', () => {
  it('keeps the order of the items and the limit', async () => {
    let running = 0;
    let most = 0;
    const results = await mapLimit([30, 1, 20, 2, 10], 2, never, async (delayMs, signal) => {
      most = Math.max(most, ++running);
      await sleep(delayMs, signal);
      running--;
      return delayMs * 10;
    });
    expect({ results, most }).toEqual({ results: [300, 10, 200, 20, 100], most: 2 });
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
  it('rejects at once where the signal is aborted already', async () => {
    await expect(sleep(10_000, AbortSignal.abort())).rejects.toMatchObject({ kind: 'cancelled' });
  });
});
