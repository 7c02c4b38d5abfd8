import { describe, expect, it } from 'vitest';
import { findNeighbours, type Neighbours } from '../../../../src/engine/map/neighbours.ts';
import { prepareVectors, type Distance, type Vectors } from '../../../../src/engine/map/vectors.ts';
import { randomVectors } from './mapInput.ts';

const ignore = (): void => undefined;

/** All pairs, one by one, by the definition of the distance. */
function bruteForce(
  { values, count, dimension }: Vectors,
  distance: Distance,
  row: number,
): number[] {
  const vector = (at: number): Float32Array =>
    values.subarray(at * dimension, (at + 1) * dimension);
  return Array.from({ length: count }, (_, other) => {
    const [a, b] = [vector(row), vector(other)];
    if (distance === 'euclidean') return Math.hypot(...a.map((value, d) => value - b[d]!));
    return 1 - a.reduce((sum, value, d) => sum + value * b[d]!, 0);
  });
}

function row({ perRow, indices, distances }: Neighbours, at: number): [number[], number[]] {
  const [start, end] = [at * perRow, (at + 1) * perRow];
  return [[...indices.subarray(start, end)], [...distances.subarray(start, end)]];
}

describe('neighbours', () => {
  it.each(['cosine', 'euclidean'] as const)('are exact by %s, itself first', (distance) => {
    const vectors = randomVectors(131, 37, 3);
    prepareVectors(vectors, distance, []);
    const found = findNeighbours(vectors, distance, 9, ignore);
    for (let at = 0; at < vectors.count; at++) {
      const expected = bruteForce(vectors, distance, at);
      const order = [...expected.keys()].sort((a, b) =>
        a === at ? -1 : b === at ? 1 : expected[a]! - expected[b]!,
      );
      const [indices, distances] = row(found, at);
      expect(indices).toEqual(order.slice(0, 9));
      distances.forEach((value, place) =>
        expect(value).toBeCloseTo(place === 0 ? 0 : expected[order[place]!]!, 5),
      );
    }
  });

  it('stand at distance 0 exactly where they are duplicates', () => {
    const { values } = randomVectors(40, 100, 5);
    const vectors: Vectors = {
      values: new Float32Array([...values, ...values]),
      count: 80,
      dimension: 100,
    };
    prepareVectors(vectors, 'cosine', []);
    const found = findNeighbours(vectors, 'cosine', 3, ignore);
    for (let at = 0; at < 80; at++) {
      const [indices, distances] = row(found, at);
      expect([indices.slice(0, 2), distances.slice(0, 2)]).toEqual([
        [at, (at + 40) % 80],
        [0, 0],
      ]);
    }
  });

  it('report a growing share of the work that ends at 1', () => {
    const shares: number[] = [];
    findNeighbours(randomVectors(100, 4, 1), 'euclidean', 2, (share) => shares.push(share));
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
  });
});
