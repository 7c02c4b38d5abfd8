import { afterAll, describe, expect, it } from 'vitest';
import { quantizeQuery } from '../../../../src/engine/vectorSearch/quantize/quantizedQuery.ts';
import { QuantizedScan } from '../../../../src/engine/vectorSearch/scan/quantizedScan.ts';
import type { ScanPlan } from '../../../../src/engine/vectorSearch/scan/scanPlan.ts';
import { readKernel } from '../../../../src/engine/kernels/kernelFile.ts';
import { RowScorer, type ScorePlan } from '../../../../src/engine/vectorSearch/exact/rowScorer.ts';
import { ScanControl } from '../../../../src/engine/vectorSearch/scan/scanControl.ts';
import { ScanPool } from '../../../../src/engine/vectorSearch/scan/scanPool.ts';
import { Searcher } from '../../../../src/engine/vectorSearch/searcher.ts';
import { mergeCandidates } from '../../../../src/engine/vectorSearch/scan/mergeCandidates.ts';
import { VectorRows } from '../../../../src/engine/vectorSearch/rows/vectorRows.ts';
import { randomVector, seededRandom } from '../../../support/random.ts';

const dimension = 256;
const topK = 10;

describe('ScanPool', () => {
  const module = readKernel();
  const searcher = new Searcher(module);
  const pool = new ScanPool(module, 3);
  const firstPass = new QuantizedScan(module, 0);
  const scorer = new RowScorer(module, 0);
  const random = seededRandom(61);
  const vectors = new VectorRows(searcher.context, dimension, false);
  for (let row = 0; row < 60_000; row++)
    vectors.add(Float32Array.from(randomVector(dimension, random)));
  const query = Float32Array.from(randomVector(dimension, random));
  afterAll(() => {
    pool.dispose();
    searcher.dispose();
  });

  it('finds in the calling thread and others the candidates that one thread finds', async () => {
    const plan = scanPlan();
    const alone = mergeCandidates([firstPass.run(plan, new ScanControl())], topK);
    let kept = await pool.scan(plan, new ScanControl(), 3, firstPass);
    while (kept.length === 1) kept = await pool.scan(plan, new ScanControl(), 3, firstPass);
    expect(mergeCandidates(kept, topK)).toEqual(alone);
  });

  it('does not wait for idle threads when the calling thread has scanned all rows', async () => {
    const late = new ScanPool(module, 1);
    const scan = late.scan(scanPlan(), new ScanControl(), 2, firstPass);
    // No message of a thread arrives before that.
    const turn = new Promise((resolve) => void setImmediate(resolve, 'waited'));
    expect(await Promise.race([scan, turn])).toHaveLength(1);
    late.dispose();
  });

  it('returns the scores that one thread returns', async () => {
    const plan = scorePlan();
    expect(await pool.score(plan)).toEqual(scorer.score(plan));
  });

  it('starts new threads after its threads have ended', async () => {
    pool.dispose();
    const plan = scorePlan();
    expect(await pool.score(plan)).toEqual(scorer.score(plan));
  });

  function scanPlan(): ScanPlan {
    return {
      dimension,
      segments: vectors.quantizedSegments.map(({ id, memory }) => ({ id, memory })),
      rowCount: vectors.count,
      mask: new Uint32Array(vectors.mask()),
      query: quantizeQuery(query, 'dotproduct', vectors.quantizedLayout.stride),
      isEuclidean: false,
      topK,
    };
  }

  function scorePlan(): ScorePlan {
    return {
      dimension,
      capacity: vectors.floatLayout.capacity,
      segments: vectors.floatSegments.map((one) => one && { id: one.id, memory: one.memory }),
      rows: Uint32Array.from({ length: 20_000 }, (_, at) => 3 * at),
      query: { metric: 'dotproduct', values: query, norm: 1 },
    };
  }
});
