import { setImmediate } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sharedMemory } from '../../../../src/engine/kernels/search/kernel.ts';
import { readKernel } from '../../../../src/engine/kernels/kernelFile.ts';
import type { ScoredRows } from '../../../../src/engine/vectorSearch/exact/orderHits.ts';
import { ScanPool } from '../../../../src/engine/vectorSearch/scan/scanPool.ts';
import { Searcher } from '../../../../src/engine/vectorSearch/searcher.ts';
import { VectorRows } from '../../../../src/engine/vectorSearch/rows/vectorRows.ts';
import { randomVector, seededRandom } from '../../../support/random.ts';

const dimension = 256;

/** A busy machine may take long to wake a thread. */
const patiently = { timeout: 20_000 };

describe('A search whose threads die in the middle of it', () => {
  const module = readKernel();
  const random = seededRandom(62);
  const workers: Worker[] = [];
  const collect = (worker: Worker): void => void workers.push(worker);

  beforeEach(() => void process.on('worker', collect));
  afterEach(() => {
    process.off('worker', collect);
    workers.length = 0;
  });

  it('is begun anew where one crashes that came to help, and others come to help then', async () => {
    const pool = new ScanPool(module, 3);
    const { searcher, vectors, search } = setting(pool, Infinity);
    const expected = search.here();
    // Threads that take this for the first memory reach beyond its end.
    pool.warm([{ id: vectors.codeSegments[0]!.id, memory: sharedMemory(1) }]);
    await setImmediate();
    const crashes: unknown[] = [];
    for (const worker of workers) worker.once('error', (error) => crashes.push(error));
    const answers: (ScoredRows | undefined)[] = [];
    await expect
      .poll(async () => {
        answers.push(await search.inThreads());
        return crashes.length;
      }, patiently)
      .toBeGreaterThan(0);
    for (const answer of answers) expect([undefined, expected]).toContainEqual(answer);
    await expect.poll(() => search.inThreads(), patiently).toEqual(expected);
    expect(workers.length).toBeGreaterThan(3);
    searcher.dispose();
  });

  it('is begun anew where threads are ended that it waits for', async () => {
    const { searcher, search } = setting(new ScanPool(module, 2), 0);
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

  function setting(pool: ScanPool, patience: number) {
    const searcher = new Searcher(module, { pool, patience });
    const vectors = new VectorRows(searcher.rows, dimension, false);
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
      here: () => searcher.searchHere(options),
      inThreads: () => searcher.search(options),
    };
    return { searcher, vectors, search };
  }
});
