import { afterAll, describe, expect, it } from 'vitest';
import { readKernel } from '../../../../src/engine/kernels/kernelFile.ts';
import { Searcher } from '../../../../src/engine/vectorSearch/searcher.ts';
import { VectorRows } from '../../../../src/engine/vectorSearch/rows/vectorRows.ts';
import { seededRandom } from '../../../support/random.ts';

describe('VectorRows', () => {
  const searcher = new Searcher(readKernel());
  afterAll(() => searcher.dispose());

  it('return what was added after any order of changes, over several segments', () => {
    const random = seededRandom(9);
    const vectors = new VectorRows(searcher.context, 2000, false);
    const expected = new Map<number, number>();
    for (let step = 0; step < 30_000; step++) {
      const live = random() < 0.2 ? expected.keys().next().value : undefined;
      if (live === undefined) expected.set(vectors.add(new Float32Array(2000).fill(step)), step);
      else {
        vectors.remove(live);
        expected.delete(live);
      }
    }
    expect(vectors.quantizedSegments.length).toBeGreaterThan(1);
    expect(vectors.liveCount).toBe(expected.size);
    expect([...expected].filter(([row, value]) => vectors.resident(row)?.[1999] !== value)).toEqual(
      [],
    );
  });

  it('reuse no row that a running search can see', () => {
    const vectors = new VectorRows(searcher.context, 4, false);
    const one = Float32Array.of(1, 2, 3, 4);
    for (let row = 0; row < 3; row++) vectors.add(one);
    const first = vectors.beginSearch();
    vectors.remove(0);
    const second = vectors.beginSearch();
    vectors.remove(1);
    const rows = [vectors.add(one)];
    vectors.endSearch(first);
    rows.push(vectors.add(one), vectors.add(one));
    vectors.endSearch(second);
    rows.push(vectors.add(one));
    expect(rows).toEqual([3, 0, 4, 1]);
  });

  it('return an immutable mask, the same one while nothing changes', () => {
    const vectors = new VectorRows(searcher.context, 4, false);
    const one = Float32Array.of(1, 2, 3, 4);
    vectors.add(one);
    vectors.add(one);
    const before = vectors.mask();
    expect(vectors.mask()).toBe(before);
    vectors.remove(0);
    const between = vectors.mask();
    vectors.add(one);
    expect([before, between, vectors.mask()].map((mask) => new Uint32Array(mask)[0])).toEqual([
      0b11, 0b10, 0b11,
    ]);
  });
});
