import { describe, expect, it } from 'vitest';
import * as v from 'valibot';
import { wireStats } from '../../../src/pinecone/wire/records.ts';

const read = (namespaces: unknown) => v.safeParse(wireStats, { namespaces });

describe('the statistics of an index', () => {
  it('decode counts from numbers or digits, and 0 for absent ones', () => {
    const { output } = read({ a: { vectorCount: 2 }, b: { vectorCount: '3' }, c: {} });
    expect(output).toEqual({
      totalRecordCount: 5,
      namespaces: [
        { name: 'a', recordCount: 2 },
        { name: 'b', recordCount: 3 },
        { name: 'c', recordCount: 0 },
      ],
    });
  });

  it.each([
    null,
    5,
    'x',
    { vectorCount: null },
    { vectorCount: 'many' },
    { vectorCount: Number.NaN },
  ])('are rejected with a namespace like %j', (summary) => {
    expect(read({ a: summary }).success).toBe(false);
  });
});
