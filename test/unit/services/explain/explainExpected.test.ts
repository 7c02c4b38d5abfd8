import { describe, expect, it } from 'vitest';
import type { Explanation } from '../../../../src/model/explain/explanation.ts';
import type { Metadata, VectorRecord } from '../../../../src/model/record.ts';
import {
  explainExpected,
  type ExplainRequest,
} from '../../../../src/services/explain/explainExpected.ts';
import { ExactIndex } from './exactIndex.ts';

const neverAborts = new AbortController().signal;

/** Forty records in falling order of their score, the last with a year as text. */
function ranked(): VectorRecord[] {
  const record = (at: number, metadata: Metadata): VectorRecord => ({
    id: `doc-${at}`,
    values: [1 - at / 100, 0],
    metadata,
  });
  return Array.from({ length: 40 }, (_, at) =>
    record(at + 1, { year: at === 39 ? '2023' : 2000 + at, lang: at % 2 === 0 ? 'en' : 'de' }),
  );
}

async function explain(id: string, change: Partial<ExplainRequest> = {}): Promise<Explanation> {
  const client = new ExactIndex({
    docs: ranked(),
    old: [{ id: 'doc-99', values: [1, 1], metadata: {} }],
  });
  const { explanations } = await explainExpected(
    {
      client,
      metric: 'dotproduct',
      namespace: 'docs',
      by: { vector: [1, 0] },
      topK: 10,
      ...change,
    },
    [id],
    neverAborts,
  );
  return explanations[0] as Explanation;
}

describe('explainExpected', () => {
  it('finds a record among the first hits', async () => {
    expect(await explain('doc-3')).toMatchObject({ verdict: 'found', rank: 3, lastScore: 0.9 });
  });

  it('returns rank and score of a record below the first hits', async () => {
    expect(await explain('doc-37')).toMatchObject({ verdict: 'below', rank: 37, score: 0.63 });
  });

  it('returns the rank that a record would have without the filter', async () => {
    expect(await explain('doc-4', { filter: { lang: 'en' } })).toMatchObject({
      verdict: 'filtered',
      rankWithoutFilter: 4,
      clauses: [{ field: 'lang', isTrue: false, excludes: true, value: 'de' }],
    });
  });

  it('reports which type a field usually has if the record has another one', async () => {
    const { verdict, clauses } = await explain('doc-40', { filter: { year: { $gte: 2010 } } });
    expect([verdict, clauses]).toEqual([
      'filtered',
      [
        {
          field: 'year',
          condition: '{"$gte":2010}',
          isTrue: false,
          excludes: true,
          value: '2023',
          wrongType: 'number',
          typeShare: { type: 'number', share: 0.975, of: 40 },
        },
      ],
    ]);
  });

  it('tells a record that exists from one that the search does not find', async () => {
    const client = new ExactIndex({ docs: ranked() });
    const query = client.query.bind(client);
    client.query = async (request) => {
      const { value, usage } = await query(request);
      const searched = value.filter(({ id }) => id !== 'doc-7');
      return { value: searched, usage: { ...usage, maxIndexedLsn: 41 } };
    };
    expect(await explain('doc-7', { client })).toMatchObject({
      verdict: 'unfound',
      maxIndexedLsn: 41,
      score: expect.closeTo(0.93),
    });
  });

  it('splits a hybrid score into its parts, and names the terms that add to it', async () => {
    const records: VectorRecord[] = [
      {
        id: 'a',
        values: [1, 0],
        sparseValues: { indices: [3, 7, 9], values: [0.5, 2, 4] },
        metadata: {},
      },
    ];
    const sparse = { indices: [7, 3, 8], values: [1, 2, 1] };
    const by = { vector: [0.5, 1], sparse, terms: ['refund', 'money', 'back'] };
    const client = new ExactIndex({ docs: records });
    expect((await explain('a', { client, by })).parts).toEqual({
      dense: 0.5,
      sparse: 3,
      terms: [
        { name: 'refund', product: 2 },
        { name: 'money', product: 1 },
      ],
    });
  });

  it('names the other namespaces that have the record', async () => {
    expect(await explain('doc-99')).toMatchObject({ verdict: 'elsewhere', namespaces: ['old'] });
  });

  it('reports that no namespace has the record', async () => {
    expect(await explain('doc-1000')).toMatchObject({ verdict: 'missing', namespaces: [] });
  });

  it('computes the score of a record that the hits do not reach', async () => {
    const unranked = new ExactIndex({ docs: ranked() });
    const query = unranked.query.bind(unranked);
    unranked.query = async (request) => {
      const { value, usage } = await query(request);
      return { value: value.slice(0, 20), usage };
    };
    unranked.stats = async () => {
      const namespaces = [{ name: 'docs', recordCount: 20_000 }];
      return { totalRecordCount: 20_000, namespaces };
    };
    const { verdict, rank, score } = await explain('doc-30', { client: unranked });
    expect([verdict, rank, score?.toFixed(2)]).toEqual(['below', undefined, '0.70']);
  });

  it('reads the ranks without the filter only if it excludes a record', async () => {
    const client = new ExactIndex({ docs: ranked() });
    await explain('doc-3', { client, filter: { lang: 'en' } });
    expect(client.requests).toEqual(['filtered query', 'fetch 1 of docs']);
  });

  it('counts the read units of all requests', async () => {
    const request: ExplainRequest = {
      client: new ExactIndex({ docs: ranked() }),
      metric: 'dotproduct',
      namespace: 'docs',
      by: { vector: [1, 0] },
      filter: { lang: 'en' },
      topK: 10,
    };
    const { readUnits } = await explainExpected(request, ['doc-4'], neverAborts);
    expect(readUnits).toBe(11);
  });
});
