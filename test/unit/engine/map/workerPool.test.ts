import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PoolThreads } from '../../../../src/engine/map/workers/workerPool.ts';
import { LayoutMemory } from '../../../../src/engine/map/layout/layoutMemory.ts';
import { samplingTask } from '../../../../src/engine/map/workers/samplingWorker.ts';

describe('a worker pool that loses a thread', () => {
  const workers: Worker[] = [];
  const collect = (worker: Worker): void => void workers.push(worker);

  beforeEach(() => void process.on('worker', collect));
  afterEach(() => {
    process.off('worker', collect);
    workers.length = 0;
  });

  it('ends all threads, even those that wait in the middle of an epoch', async () => {
    const graph = {
      offsets: Int32Array.of(0, 1, 2),
      targets: Int32Array.of(1, 0),
      weights: Float32Array.of(1, 1),
    };
    const memory = new LayoutMemory(graph, Float64Array.of(0, 0, 1, 1), { a: 1.5, b: 0.9 });
    const threads = new PoolThreads(2);
    const buffers = memory.beginSampling({ epochs: 4, first: 0, seed: 1, repulsion: 1 });
    await threads.call('openSampling', { buffers });
    // The third thread that they wait for does not exist.
    const task = samplingTask(0, [1, 0.5], 3);
    const sampling = threads.call('sample', { task });
    const inside = new Int32Array(task.turns, 8);
    await expect.poll(() => inside[0]).toBe(2);
    const ended = workers.map((worker) => once(worker, 'exit'));
    void workers[1]!.terminate();
    await expect(sampling).rejects.toMatchObject({ kind: 'internal' });
    await Promise.all(ended);
  });
});
