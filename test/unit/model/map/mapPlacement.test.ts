import { describe, expect, it } from 'vitest';
import {
  distanceOfScore,
  extentOf,
  placeByNeighbours,
  weightOf,
} from '../../../../src/model/map/mapPlacement.ts';

const at = (x: number, y: number, weight = 1) => ({ x, y, weight });

describe('a place in a map', () => {
  it('is the weighted mean of the neighbours, marked as torn only if they are far apart', () => {
    expect(placeByNeighbours([at(0, 0), at(4, 8, 3)], 100)).toEqual({
      x: 3,
      y: 6,
      spread: expect.closeTo(Math.sqrt(5) / 100, 8),
      isTorn: false,
    });
    expect(placeByNeighbours([at(0, 0), at(50, 0)], 100)).toMatchObject({ x: 25, isTorn: true });
  });

  it('is not torn by a few far neighbours among many near ones', () => {
    const near = Array.from({ length: 10 }, (_, index) => at(index / 10, 0));
    expect(placeByNeighbours([...near, at(90, 0)], 100)).toMatchObject({ isTorn: false });
  });

  it('is that of the one neighbour, and none without any', () => {
    expect(placeByNeighbours([at(2, 3)], 0)).toEqual({ x: 2, y: 3, spread: 0, isTorn: false });
    expect(placeByNeighbours([], 1)).toBeUndefined();
  });
});

it('a neighbour counts from 1 for the nearest to a tenth for the furthest', () => {
  expect([-0.9, -0.7, -0.5].map((distance) => weightOf(distance, -0.9, -0.5))).toEqual([
    1,
    expect.closeTo(1 / 5.5, 8),
    expect.closeTo(0.1, 8),
  ]);
  expect(weightOf(3, 3, 3)).toBe(1);
});

it('the extent is the typical distance from the middle', () => {
  expect(extentOf(Float32Array.of(1, 5, 7, 5))).toBe(3);
  expect(extentOf(Float32Array.of(1, 5, Number.NaN, Number.NaN, 7, 5))).toBe(3);
  expect(extentOf(new Float32Array(0))).toBe(0);
});

it('is nearer for a better score in every metric', () => {
  expect(distanceOfScore(0.9, 'cosine')).toBeLessThan(distanceOfScore(0.1, 'cosine'));
  expect(distanceOfScore(9, 'dotproduct')).toBeLessThan(distanceOfScore(1, 'dotproduct'));
  expect(distanceOfScore(4, 'euclidean')).toBe(2);
});
