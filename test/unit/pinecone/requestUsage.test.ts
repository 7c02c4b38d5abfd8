import { describe, expect, it } from 'vitest';
import { usageOf } from '../../../src/pinecone/requestUsage.ts';

const host = 'https://docs-1.svc.pinecone.io';
const reads = { usage: { readUnits: 6 } };
const record = (values: number) => ({
  id: 'abcd',
  values: Array<number>(values).fill(0.123456789),
});

describe('the usage of a request', () => {
  it.each<[string, string, object | undefined, unknown, [number, number]]>([
    ['a query as reported', '/query', {}, reads, [6, 0]],
    ['a listing as reported', '/vectors/list?limit=1', undefined, reads, [6, 0]],
    [
      'a search in snake case',
      '/records/namespaces/a/search',
      {},
      { usage: { read_units: 2 } },
      [2, 0],
    ],
    ['nothing where nothing is reported', '/describe_index_stats', {}, {}, [0, 0]],
    ['at least 5 for a write', '/vectors/upsert', { vectors: [record(2)] }, {}, [0, 5]],
    // 100 × (4 + 4 × 768 + 2) bytes.
    [
      'a KB each for vectors',
      '/vectors/upsert',
      { vectors: Array(100).fill(record(768)) },
      {},
      [0, 301],
    ],
    [
      'sparse vectors and metadata',
      '/vectors/upsert',
      {
        vectors: [
          {
            id: 'é',
            sparseValues: { indices: Array(1000).fill(1), values: Array(1000).fill(1) },
            metadata: { text: 'x'.repeat(2048) },
          },
        ],
      },
      {},
      // 2 + 8,000 + 2,059 bytes.
      [0, 10],
    ],
    [
      'texts by their JSON',
      '/records/namespaces/a/upsert',
      [{ text: 'x'.repeat(10_200) }],
      {},
      [0, 10],
    ],
    ['at least 5 for a deletion', '/vectors/delete', { ids: ['a'] }, {}, [0, 5]],
  ])('counts %s', (_, path, content, response, [readUnits, writeUnits]) => {
    expect(usageOf({ url: host + path, content }, response)).toEqual({ readUnits, writeUnits });
  });
});
