import { describe, expect, it } from 'vitest';
import {
  arrangeHits,
  nextHitSort,
  rankHits,
} from '../../../../../webview/notebook/query/hitOrder.ts';
import { hit } from '../fixtures.ts';

const idsOf = (hits: readonly { readonly id: string }[]): string[] => hits.map(({ id }) => id);

describe('rankHits', () => {
  it('sorts by score what the service answered in another order, and says so', () => {
    const hits = [hit('b', { score: 0.2 }), hit('a', { score: 0.9 }), hit('c', { score: 0.2 })];
    const { hits: ranked, isReordered } = rankHits(hits, 'cosine');
    expect([ranked.map(({ id, rank }) => [rank, id]), isReordered]).toEqual([
      [
        [1, 'a'],
        [2, 'b'],
        [3, 'c'],
      ],
      true,
    ]);
  });

  it('leaves equal scores and distances that rise as they are', () => {
    const far = rankHits(
      [hit('a', { score: 1 }), hit('b', { score: 1 }), hit('c', { score: 4 })],
      'euclidean',
    );
    expect([idsOf(far.hits), far.isReordered]).toEqual([['a', 'b', 'c'], false]);
  });
});

describe('arrangeHits', () => {
  const { hits } = rankHits(
    [
      hit('a', { score: 0.9, metadata: { year: 2001 } }),
      hit('b', { score: 0.8 }),
      hit('c', { score: 0.7, metadata: { year: 1990 } }),
      hit('d', { score: 0.6, metadata: { year: 'old' } }),
    ],
    'cosine',
  );

  it('sorts by a field, numbers before texts, hits without it last in both directions', () => {
    const by = (isDescending: boolean): string[] =>
      idsOf(arrangeHits(hits, { key: 'metadata.year', isDescending }, []));
    expect([by(false), by(true)]).toEqual([
      ['c', 'a', 'd', 'b'],
      ['d', 'a', 'c', 'b'],
    ]);
  });

  it('puts pinned hits above the others, with the ranks that they have', () => {
    const arranged = arrangeHits(hits, undefined, ['c', 'gone']);
    expect(arranged.map(({ id, rank }) => `${rank} ${id}`)).toEqual(['3 c', '1 a', '2 b', '4 d']);
  });
});

describe('nextHitSort', () => {
  it('goes from ascending over descending back to the score', () => {
    const first = nextHitSort(undefined, 'id', 'cosine');
    const second = nextHitSort(first, 'id', 'cosine');
    expect([first, second, nextHitSort(second, 'id', 'cosine')]).toEqual([
      { key: 'id', isDescending: false },
      { key: 'id', isDescending: true },
      undefined,
    ]);
  });

  it.each([
    ['cosine', false],
    ['euclidean', true],
  ] as const)('begins with the worst score of %s', (metric, isDescending) => {
    const sort = nextHitSort(undefined, 'score', metric);
    expect([sort, nextHitSort(sort, 'score', metric)]).toEqual([
      { key: 'score', isDescending },
      undefined,
    ]);
  });
});
