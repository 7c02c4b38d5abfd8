import { describe, expect, it } from 'vitest';
import type { Hit } from '../../../../src/model/hit.ts';
import {
  measureRecall,
  priceOfQuery,
  sampleIds,
} from '../../../../src/services/studies/indexRecall.ts';

const never = new AbortController().signal;

describe('the recall of an index', () => {
  it('is the share of the true neighbours that it returns, without the record itself', async () => {
    const truth = hits(['q', 1], ['a', 0.9], ['b', 0.8], ['c', 0.7]);
    const recall = await measure(hits(['q', 1], ['a', 0.9], ['c', 0.7]), truth, 2);
    expect(recall).toMatchObject({ found: 1, all: 2, queries: 1, left: 0, readUnits: 5 });
    expect(recall.interval.low).toBeLessThan(0.5);
  });

  it('counts a record that ties with the last true neighbour as found', async () => {
    const truth = hits(['q', 1], ['a', 0.9], ['b', 0.8], ['c', 0.8]);
    expect(await measure(hits(['q', 1], ['a', 0.9], ['c', 0.8]), truth, 2)).toMatchObject({
      found: 2,
      all: 2,
    });
  });

  it('ranks distances from low to high', async () => {
    const truth = hits(['q', 0], ['a', 1], ['b', 2], ['c', 3]);
    expect(await measure(hits(['q', 0], ['c', 3], ['a', 1]), truth, 2, 'euclidean')).toMatchObject({
      found: 1,
      all: 2,
    });
  });

  it('leaves out records that the index has no more, and says how many', async () => {
    expect(await measure([], hits(['q', 1], ['a', 0.9]), 2)).toMatchObject({ queries: 0, left: 1 });
  });

  it('asks both with the filter, under which an empty answer can be right', async () => {
    const asked: (object | undefined)[] = [];
    const client: Parameters<typeof measureRecall>[0] = {
      query: ({ filter }) => {
        asked.push(filter);
        return Promise.resolve({ value: [], usage: {} });
      },
    };
    const filter = { lang: 'en' };
    const options = { k: 2, namespace: 'n', metric: 'cosine', filter, signal: never } as const;
    expect(await measureRecall(client, client, ['q'], options)).toMatchObject({
      all: 0,
      queries: 1,
      left: 0,
    });
    expect(asked).toEqual([filter, filter]);
  });

  it('ends where its budget is spent, and says how many records were not asked for', async () => {
    const truth = hits(['q', 1], ['a', 0.9]);
    const client: Parameters<typeof measureRecall>[0] = {
      query: () => Promise.resolve({ value: truth, usage: { readUnits: 5 } }),
    };
    const options = { k: 1, namespace: 'n', metric: 'cosine', budget: 8, signal: never } as const;
    expect(await measureRecall(client, client, ['q', 'q', 'q', 'q'], options)).toMatchObject({
      queries: 2,
      unasked: 2,
      readUnits: 10,
    });
    expect(await priceOfQuery(client, 'q', options)).toBe(5);
  });

  it('is limited by the number of records', async () => {
    const truth = hits(['q', 1], ['a', 0.9]);
    expect(await measure(truth, truth, 10)).toMatchObject({ found: 1, all: 1 });
  });
});

it('samples the ids of all pages, the same for each call', async () => {
  const ids = Array.from({ length: 250 }, (_, at) => `id-${at}`);
  const list = (_: string, { next = '0' }: { readonly next?: string }): ReturnType<Listing> => {
    const from = Number(next);
    const more = from + 100 < ids.length ? { next: String(from + 100) } : {};
    return Promise.resolve({ value: { items: ids.slice(from, from + 100), ...more }, usage: {} });
  };
  const sample = await sampleIds({ list }, 'n', 20, never);
  expect(sample).toHaveLength(20);
  expect(await sampleIds({ list }, 'n', 20, never)).toEqual(sample);
  expect(sample.some((id) => Number(id.slice(3)) >= 200)).toBe(true);
});

type Listing = () => Promise<{ value: { items: readonly string[]; next?: string }; usage: object }>;

function measure(
  answer: readonly Hit[],
  truth: readonly Hit[],
  k: number,
  metric: 'cosine' | 'euclidean' = 'cosine',
): ReturnType<typeof measureRecall> {
  const client = (value: readonly Hit[]): Parameters<typeof measureRecall>[0] => ({
    query: () => Promise.resolve({ value, usage: { readUnits: 5 } }),
  });
  const options = { k, namespace: 'n', metric, signal: never };
  return measureRecall(client(answer), client(truth), ['q'], options);
}

function hits(...pairs: readonly [string, number][]): readonly Hit[] {
  return pairs.map(([id, score]) => ({ id, score, metadata: {}, values: [] }));
}
