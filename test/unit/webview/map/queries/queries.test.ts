import { describe, expect, it } from 'vitest';
import type { MapQuery } from '../../../../../src/protocol/map.ts';
import { isPlacementUncertain, Queries } from '../../../../../webview/map/queries/queries.ts';
import { meanOf } from '../../../../../webview/map/queries/queryMarks.ts';

const ids = Array.from({ length: 100 }, (_, at) => `id-${at}`);
const indexOf = (id: string): number => ids.indexOf(id);

/** Two groups of fifty points, one around -10 and one around 10. */
const positions = Float32Array.from(ids.flatMap((_, at) => [at < 50 ? -10 : 10, (at % 50) / 50]));

const query: MapQuery = {
  id: 'cell',
  name: 'refunds',
  style: 0,
  metric: 'cosine',
  hits: [
    { id: 'id-3', score: 0.9 },
    { id: 'elsewhere', score: 0.8 },
    { id: 'id-1', score: 0.7 },
  ],
  expected: ['id-1', 'id-7', 'gone'],
};

function shown(hits: readonly number[]): Queries['all'][number] {
  const queries = new Queries();
  const scored = hits.map((at, rank) => ({ id: `id-${at}`, score: 0.9 - rank / 1000 }));
  queries.set([{ ...query, hits: scored }], indexOf);
  return queries.all[0]!;
}

describe('a query on the map', () => {
  it('knows which of its hits the map shows, and what it has missed', () => {
    const queries = new Queries();
    queries.set([query], indexOf);
    expect(queries.all).toMatchObject([
      {
        hits: [3, 1],
        missed: [
          { id: 'id-7', index: 7 },
          { id: 'gone', index: -1 },
        ],
      },
    ]);
    expect([...queries.hits()]).toEqual([3, 1]);
  });

  it('finds its hits again among other points', () => {
    const queries = new Queries();
    queries.set([query], () => -1);
    expect(queries.all[0]).toMatchObject({ hits: [], weights: [] });
    queries.locate(indexOf);
    expect(queries.all[0]?.hits).toEqual([3, 1]);
  });

  it('is placed by fifteen hits at most', () => {
    const hits = Array.from({ length: 40 }, (_, at) => at);
    expect(shown(hits).weights).toHaveLength(15);
  });

  it('is uncertain if its hits are in both groups, and certain if they are in one', () => {
    expect(isPlacementUncertain(shown([1, 2, 3, 4]), positions)).toBe(false);
    expect(isPlacementUncertain(shown([1, 51, 2, 52]), positions)).toBe(true);
    expect(isPlacementUncertain(shown([1]), positions)).toBe(false);
  });
});

describe('the place of a query', () => {
  it('is the mean of its hits by their weights', () => {
    const points = [
      { x: 0, y: 0 },
      { x: 4, y: 8 },
    ];
    expect(meanOf(points, [0.75, 0.25])).toEqual({ x: 1, y: 2 });
  });

  it('is that of the hits which have one', () => {
    expect(meanOf([undefined, { x: 4, y: 8 }], [0.75, 0.25])).toEqual({ x: 4, y: 8 });
    expect(meanOf([undefined], [1])).toBeUndefined();
    expect(meanOf([], [])).toBeUndefined();
  });
});
