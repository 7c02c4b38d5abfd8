import { setImmediate } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readKernel } from '../../../../src/engine/kernels/kernelFile.ts';
import { ScanPool } from '../../../../src/engine/vectorSearch/scan/scanPool.ts';
import { Searcher } from '../../../../src/engine/vectorSearch/searcher.ts';
import { VectorRows } from '../../../../src/engine/vectorSearch/rows/vectorRows.ts';
import { randomVector, seededRandom } from '../../../support/random.ts';

const dimension = 256;

/** A busy machine may take long to wake a thread. */
const patiently = { timeout: 20_000 };

describe('A search whose threads die meanwhile', () => {
  const module = readKernel();
  const random = seededRandom(62);
  const workers: Worker[] = [];
  const collect = (worker: Worker): void => void workers.push(worker);

  beforeEach(() => void process.on('worker', collect));
  afterEach(() => {
    process.off('worker', collect);
    workers.length = 0;
  });

  it.each([
    { who: 'in threads alone', inlineBytes: 0 },
    { who: 'with the asking thread', inlineBytes: Infinity },
  ])('is repeated when threads that it waits for end, $who', async ({ inlineBytes }) => {
    const { searcher, search } = setting(new ScanPool(module, 2), inlineBytes);
    const expected = search.here();
    for (let times = 0; times < 5; times++) {
      const running = search.inThreads();
      await setImmediate();
      void workers.at(-1)?.terminate();
      expect([undefined, expected]).toContainEqual(await running);
    }
    await expect.poll(() => search.inThreads(), patiently).toEqual(expected);
    expect(workers.length).toBeGreaterThan(2);
    searcher.dispose();
  });

  function setting(pool: ScanPool, inlineBytes: number) {
    const searcher = new Searcher(module, { pool, inlineBytes });
    const vectors = new VectorRows(searcher.context, dimension, false);
    for (let row = 0; row < 60_000; row++)
      vectors.add(Float32Array.from(randomVector(dimension, random)));
    const options = {
      vectors,
      metric: 'dotproduct',
      query: Float32Array.from(randomVector(dimension, random)),
      topK: 10,
      isBefore: (row: number, other: number) => row < other,
      readVector: () => {
        throw new Error('Everything is in memory');
      },
    } as const;
    const search = {
      here: () => searcher.searchSync(options),
      inThreads: () => searcher.search(options),
    };
    return { searcher, search };
  }
});
