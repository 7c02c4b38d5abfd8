import { describe, expect, it } from 'vitest';
import { localEnvironment } from '../../../../src/model/environment.ts';
import type { Explanation } from '../../../../src/model/explain/explanation.ts';
import type { QueryCell } from '../../../../src/model/notebook/cell.ts';
import type { VectorRecord } from '../../../../src/model/record.ts';
import { explainStages } from '../../../../src/services/explain/explainStages.ts';
import { checkQueryCell } from '../../../../src/services/queries/checkQueryCell.ts';
import { cell, wordsIndex } from '../fakeProject.ts';
import { ExactIndex } from './exactIndex.ts';

const neverAborts = new AbortController().signal;

/** Ranks the shortest text first; its scores are 1 / length. */
const embeddings = {
  modelOf: () => undefined,
  embed: () => Promise.reject(new Error('No text is embedded here')),
  embedSparse: () => Promise.reject(new Error('No text is embedded here')),
  rerank: (_: unknown, { texts }: { readonly texts: readonly string[] }) => {
    const ranked = texts.map((text, at) => ({ at, score: 1 / text.length }));
    return Promise.resolve({ value: ranked.toSorted((a, b) => b.score - a.score), usage: {} });
  },
};

function record(id: string, values: readonly number[]): VectorRecord {
  return { id, values, metadata: { text: id } };
}

const main = [
  record('first', [5, 0]),
  record('second', [4, 0]),
  record('shared', [3, 0]),
  record('last', [1, 0]),
];
const other = [record('shared', [9, 0]), record('else', [8, 0])];

async function explained(
  change: Partial<QueryCell>,
  ids: string[],
): Promise<readonly Explanation[]> {
  const checked = checkQueryCell({ ...cell, input: { by: 'vector', value: '1, 0' }, ...change });
  if (!checked.isValid) throw new Error(checked.problems[0]?.message);
  const index = { ...wordsIndex, dimension: 2, metric: 'dotproduct' } as const;
  const binding = { environment: 'local', index: 'words', namespace: 'main' };
  const records = new ExactIndex({ main, other });
  const target = { environment: localEnvironment, binding, index, records };
  const more = {
    ...target,
    index: { ...index, name: 'more' },
    records: new ExactIndex({ main: other }),
  };
  const targets = checked.query.otherIndexes.length > 0 ? [more] : [];
  const all = [target, ...targets] as const;
  const found = await explainStages(embeddings, all, checked.query, ids, neverAborts);
  if ('kind' in found) throw new Error(found.problems[0]?.message);
  return found.explanations;
}

describe('a query that merges lists by rank', () => {
  const fused = { otherIndexes: 'more', fusion: 'rrf', topK: 3 } as const;

  it('explains the rank of a record in each list, what it adds, and the rank of their sum', async () => {
    const [shared] = await explained(fused, ['shared']);
    expect(shared).toMatchObject({
      verdict: 'found',
      lists: [
        { index: 'words', namespace: 'main', rank: 3, score: 3, adds: 1 / 63 },
        { index: 'more', namespace: 'main', rank: 1, score: 9, adds: 1 / 61 },
      ],
      merged: { rank: 1, score: 1 / 61 + 1 / 63, of: 4 },
    });
  });

  it('explains a record that is in the first hits of a list, but not of all', async () => {
    const [found] = await explained({ ...fused, topK: 2 }, ['second']);
    expect(found).toMatchObject({
      verdict: 'below',
      lists: [
        { rank: 2, adds: 1 / 62 },
        { index: 'more', namespace: 'main' },
      ],
      merged: { rank: 3, of: 4 },
    });
  });

  it('tells ranks that the query does not ask for, which add nothing', async () => {
    const [last] = await explained(fused, ['last']);
    expect(last?.verdict).toBe('below');
    expect(last?.lists?.[0]).toEqual({ index: 'words', namespace: 'main', rank: 4, score: 1 });
    expect(last?.merged).toEqual({ of: 4 });
  });
});

describe('a query of several namespaces', () => {
  it('does not call a record of another one that it asks one that is elsewhere', async () => {
    const [found] = await explained({ otherNamespaces: 'other', topK: 1 }, ['else']);
    expect(found).toMatchObject({
      verdict: 'below',
      namespaces: [],
      lists: [{ namespace: 'main' }, { namespace: 'other', rank: 2, score: 8 }],
      merged: { of: 2 },
    });
  });
});

describe('a query that reranks', () => {
  const reranked = {
    topK: 3,
    rerank: 'bge-reranker-v2-m3',
    rerankQuery: 'short',
    rerankField: 'text',
    rerankTop: '1',
  };

  it('explains the ranks before and after', async () => {
    const [first, second] = await explained(reranked, ['first', 'second']);
    expect(first).toMatchObject({ verdict: 'found', rank: 1, reranked: { rank: 1, of: 3 } });
    expect(second).toMatchObject({ verdict: 'below', rank: 2, reranked: { rank: 2, of: 3 } });
  });

  it('explains that a record was not among those that were reranked', async () => {
    const [last] = await explained(reranked, ['last']);
    expect(last).toMatchObject({ verdict: 'below', rank: 4, reranked: { of: 3 } });
    expect(last).not.toHaveProperty('reranked.rank');
  });
});
