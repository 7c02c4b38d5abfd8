import { describe, expect, it } from 'vitest';
import {
  collapseDuplicates,
  neighboursOfAll,
  spreadDuplicates,
} from '../../../../src/engine/map/neighbours/distinctRows.ts';
import { vectorsOf } from '../../../../src/engine/map/workers/sharedVectors.ts';
import { duplicateGroups } from '../../../../src/engine/map/analysis/duplicateGroups.ts';
import { randomVectors, rowsOf } from './mapInput.ts';

const collapsed = (vectors: readonly (readonly number[])[]) =>
  collapseDuplicates(
    rowsOf({
      values: Float32Array.from(vectors.flat()),
      count: vectors.length,
      dimension: vectors[0]!.length,
    }),
  );

describe('duplicate records', () => {
  it('collapse to one row, in the order of first records', () => {
    const [a, b, c] = [
      [1, 2, 3],
      [3, 2, 1],
      [1, 2, 3.0000002],
    ] as const;
    const distinct = collapsed([b, a, b, c, a, b]);
    const { values, stride } = vectorsOf(distinct.rows);
    expect([...values]).toEqual([b, a, c].flatMap((one) => [...Float32Array.from(one), 0]));
    expect([stride, distinct.rows.count]).toEqual([4, 3]);
    expect([...distinct.firstRecords]).toEqual([0, 1, 3]);
    expect([...distinct.distinctOf]).toEqual([0, 1, 0, 2, 1, 0]);
  });

  it('are found among many distinct vectors', () => {
    const { values } = randomVectors(3000, 7, 4);
    const vectors = Array.from({ length: 5000 }, (_, at) => {
      const from = (at % 3000) * 7;
      return [...values.subarray(from, from + 7)];
    });
    const { firstRecords, distinctOf } = collapsed(vectors);
    expect([...firstRecords]).toEqual(Array.from({ length: 3000 }, (_, at) => at));
    expect([...distinctOf]).toEqual(vectors.map((_, at) => at % 3000));
  });

  it('are spread around their shared position without overlap, the first exactly on it', () => {
    const distinctOf = Int32Array.of(0, 1, 0, 0, 2);
    const spread = spreadDuplicates(Float32Array.of(1, 1, 5, 5, 9, 9), distinctOf);
    const points = [...distinctOf].map((_, at) => [spread[2 * at]!, spread[2 * at + 1]!] as const);
    expect([points[0], points[1], points[4]]).toEqual([
      [1, 1],
      [5, 5],
      [9, 9],
    ]);
    expect(new Set(points.map(String)).size).toBe(5);
    const far = (at: number): number => Math.hypot(points[at]![0] - 1, points[at]![1] - 1);
    expect(Math.max(far(2), far(3))).toBeLessThan(0.05);
    expect(Math.min(far(2), far(3))).toBeGreaterThan(0.005);
  });

  it('stay within a fixed radius, even when there are thousands', () => {
    const spread = spreadDuplicates(Float32Array.of(0, 0, 3, 3), new Int32Array(40_000));
    const far = Array.from({ length: 40_000 }, (_, at) =>
      Math.hypot(spread[2 * at]!, spread[2 * at + 1]!),
    );
    expect(far.reduce((most, one) => Math.max(most, one), 0)).toBeLessThan(0.051);
  });

  it('list each other first, then the neighbours of their vector', () => {
    const distinct = collapsed([[1], [2], [1], [4], [1], [2]]);
    const graph = {
      perPoint: 2,
      indices: Int32Array.of(1, 2, 0, 2, 1, 0),
      distances: Float32Array.of(1, 3, 1, 2, 2, 3),
    };
    const all = neighboursOfAll(graph, distinct);
    const listOf = (record: number) =>
      [0, 1].map((rank) => [all.indices[2 * record + rank], all.distances[2 * record + rank]]);
    expect([0, 1, 3].map(listOf)).toEqual([
      [
        [2, 0],
        [4, 0],
      ],
      [
        [5, 0],
        [0, 1],
      ],
      [
        [1, 2],
        [5, 2],
      ],
    ]);
  });

  it('form one duplicate group, even when there are more of them than neighbours per point', () => {
    const same = Array.from({ length: 30 }, () => [1, 1]);
    const distinct = collapsed([...same, [2, 5], [3, 3], [3, 3]]);
    const graph = {
      perPoint: 1,
      indices: Int32Array.of(1, 2, 1),
      distances: Float32Array.of(1, 1, 1),
    };
    const groups = duplicateGroups(neighboursOfAll(graph, distinct), 0);
    expect(groups.map((group) => group.length)).toEqual([30, 2]);
  });
});
