import { describe, expect, it } from 'vitest';
import type { Explanation } from '../../../../../src/model/explain/explanation.ts';
import { rowsOf, verdictText } from '../../../../../webview/notebook/analysis/explanationText.ts';

const base: Explanation = {
  id: 'doc-0421',
  verdict: 'filtered',
  rankWithoutFilter: 37,
  deepest: 10_000,
  score: 0.7312,
  lastScore: 0.8014,
  clauses: [
    {
      field: 'year',
      condition: '{"$gte":2024}',
      isTrue: false,
      excludes: true,
      value: '2023',
      wrongType: 'number',
      typeShare: { type: 'number', share: 0.98, of: 100 },
    },
  ],
  namespaces: [],
};
const target = { topK: 10, namespace: 'tickets', recordCount: 204_118 };

function lines(change: Partial<Explanation>): string[] {
  return rowsOf({ ...base, ...change }, target).map(({ name, value, note }) =>
    [name, value, note].filter((part) => part !== '').join(' | '),
  );
}

describe('an explanation in words', () => {
  it('names rank, score, the condition that excludes the record, and its type', () => {
    expect([verdictText(base, 10), ...lines({})]).toEqual([
      'doc-0421 does not pass the filter.',
      'rank | 37 of 204,118 | without the filter',
      'score | 0.7312 | hit 10 has 0.8014',
      'filter year {"$gte":2024} | false | the record has "2023", which is a text and not a number; 98% of 100 records have a number',
      'namespace tickets | found',
    ]);
  });

  it('reports that a rank is too low to be known', () => {
    const { rankWithoutFilter: _, ...below } = base;
    const [rank] = rowsOf({ ...below, verdict: 'below', clauses: [] }, target);
    expect(rank).toEqual({ name: 'rank', value: 'below 10,000', note: '', isReason: true });
  });

  it('splits a hybrid score, and says how new what the search knows is', () => {
    const { rankWithoutFilter: _, ...unranked } = base;
    const parts = { dense: 0.5, sparse: 2, terms: [{ name: 'refund', product: 2 }] };
    const unfound = { ...unranked, verdict: 'unfound', clauses: [], maxIndexedLsn: 41 } as const;
    expect(verdictText(unfound, 10)).toBe('doc-0421 exists, but the search does not find it.');
    expect(
      rowsOf({ ...unfound, parts }, target).map(({ name, value }) => `${name}: ${value}`),
    ).toEqual([
      'rank: none',
      'score: 0.7312',
      'dense part: 0.5000',
      'sparse part: 2.0000',
      'search has writes up to: LSN 41',
      'namespace tickets: found',
    ]);
  });

  it('tells the rank in each list, when merged, and when reranked', () => {
    const stages = {
      verdict: 'below',
      clauses: [],
      lists: [
        { index: 'docs', namespace: 'en', rank: 2, score: 0.8, adds: 1 / 62 },
        { index: 'faq', namespace: 'en' },
      ],
      merged: { rank: 3, score: 1 / 62, of: 40 },
    } as const;
    expect(lines({ ...stages, reranked: { of: 2 } })).toEqual([
      'rank in docs / en | 2 | score 0.8000, adds 0.0161',
      'rank in faq / en | none',
      'rank when merged | 3 of 40 | score 0.0161',
      'rank when reranked | none | not among the 2 hits',
      'namespace tickets | found',
    ]);
    const isReason = (change: Partial<Explanation>): string[] =>
      rowsOf({ ...base, ...stages, ...change }, target)
        .filter((row) => row.isReason)
        .map(({ name }) => name);
    expect(isReason({})).toEqual(['rank when merged']);
    // It was not among the hits that were reranked, so the reranking did not lose it.
    expect(isReason({ reranked: { of: 2 } })).toEqual(['rank when merged']);
    expect(isReason({ reranked: { of: 3, rank: 3, score: 0.1 } })).toEqual(['rank when reranked']);
  });

  it('names the namespaces that have the record', () => {
    expect(lines({ verdict: 'elsewhere', clauses: [], namespaces: ['a', 'b'] })).toEqual([
      'namespace tickets | not found | found in a, b',
    ]);
  });
});
