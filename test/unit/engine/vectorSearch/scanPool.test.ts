import { afterAll, describe, expect, it } from 'vitest';
import { codeQuery } from '../../../../src/engine/vectorSearch/quantize/quantizedQuery.ts';
import {
  FirstPass,
  type ScanPlan,
} from '../../../../src/engine/vectorSearch/scan/quantizedScan.ts';
import { readKernel } from '../../../../src/engine/kernels/kernelFile.ts';
import { RowScorer, type ScorePlan } from '../../../../src/engine/vectorSearch/exact/rowScorer.ts';
import { ScanControl } from '../../../../src/engine/vectorSearch/scan/scanControl.ts';
import { ScanPool } from '../../../../src/engine/vectorSearch/scan/scanPool.ts';
import { Searcher } from '../../../../src/engine/vectorSearch/searcher.ts';
import { survivors } from '../../../../src/engine/vectorSearch/scan/mergeCandidates.ts';
import { VectorRows } from '../../../../src/engine/vectorSearch/rows/vectorRows.ts';
import { randomVector, seededRandom } from '../../../support/random.ts';

const dimension = 256;
const topK = 10;

describe('ScanPool', () => {
  const module = readKernel();
  const searcher = new Searcher(module);
  const pool = new ScanPool(module, 3);
  const firstPass = new FirstPass(module, 0);
  const scorer = new RowScorer(module, 0);
  const random = seededRandom(61);
  const vectors = new VectorRows(searcher.rows, dimension, false);
  for (let row = 0; row < 60_000; row++)
    vectors.add(Float32Array.from(randomVector(dimension, random)));
  const query = Float32Array.from(randomVector(dimension, random));
  afterAll(() => {
    pool.dispose();
    searcher.dispose();
  });

  it('has threads come to help with a scan, whose rows are those that one thread keeps', async () => {
    const plan = scanPlan();
    const alone = survivors([firstPass.run(plan, new ScanControl())], topK);
    let kept = pool.scanTogether(plan, firstPass, 3);
    while (kept.length === 1) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      kept = pool.scanTogether(plan, firstPass, 3);
    }
    expect(survivors(kept, topK)).toEqual(alone);
  });

  it('gives the scores that one thread gives', () => {
    const plan = scorePlan();
    expect(pool.scoreTogether(plan, scorer, 3)).toEqual(scorer.score(plan));
  });

  it('works alone where its threads have gone, and has others then', () => {
    pool.dispose();
    const plan = scorePlan();
    expect(pool.scoreTogether(plan, scorer, 3)).toEqual(scorer.score(plan));
  });

  function scanPlan(): ScanPlan {
    return {
      dimension,
      segments: vectors.codeSegments.map(({ id, memory }) => ({ id, memory })),
      rowCount: vectors.count,
      mask: new Uint32Array(vectors.mask()),
      query: codeQuery(query, 'dotproduct', vectors.codeLayout.stride),
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
