import type { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readKernel } from '../../../../src/engine/kernels/kernelFile.ts';
import { Searcher } from '../../../../src/engine/vectorSearch/searcher.ts';
import { VectorRows } from '../../../../src/engine/vectorSearch/rows/vectorRows.ts';
import { lowRank } from './lowRank.ts';

const dimension = 96;
const count = 17_000;

type Death = { readonly how: string; readonly kill: (worker: Worker) => unknown };

const deaths: readonly Death[] = [
  { how: 'ends', kill: (worker) => worker.terminate() },
  { how: 'fails', kill: (worker) => worker.emit('error', new Error('Out of memory')) },
];

describe.each(deaths)('A prefix thread that $how', ({ kill }) => {
  let isDeadly = true;
  let started = 0;
  const killOne = (worker: Worker): void => {
    started++;
    if (isDeadly) setImmediate(() => void kill(worker));
  };

  beforeEach(() => {
    isDeadly = true;
    started = 0;
    process.on('worker', killOne);
  });
  afterEach(() => void process.off('worker', killOne));

  it('is not waited for, and not started again for the same rows', async () => {
    const searcher = new Searcher(readKernel());
    const next = lowRank(dimension, 20, 51);
    const vectors = new VectorRows(searcher.context, dimension, true);
    for (let row = 0; row < count; row++) vectors.add(next());
    await searcher.buildPrefixes(vectors, 'cosine');
    await searcher.buildPrefixes(vectors, 'cosine');
    expect(started).toBe(1);
    expect(vectors.prefixes.basis).toBeUndefined();
    isDeadly = false;
    const others = new VectorRows(searcher.context, dimension, true);
    for (let row = 0; row < count; row++) others.add(next());
    await searcher.buildPrefixes(others, 'cosine');
    expect(others.prefixes.countOf(0)).toBe(count);
    searcher.dispose();
  });
});
