import { describe, expect, it } from 'vitest';
import { Failure } from '../../../../src/common/failure.ts';
import { findRecord } from '../../../../src/services/records/findRecord.ts';

const { signal } = new AbortController();
const recordOf = (id: string) => ({ id, values: [1], metadata: {} });

/** A service with `a` in two of its namespaces. */
const client = {
  fetch: async (namespace: string, ids: readonly string[]) => {
    if (namespace === 'gone') throw new Failure('notFound', 'no such namespace');
    if (namespace === 'down') throw new Failure('unavailable', 'later');
    const value = namespace.startsWith('with') ? ids.filter((id) => id === 'a').map(recordOf) : [];
    return { value, usage: {} };
  },
};

describe('a search for a record', () => {
  const places = ['with-1', 'other', 'gone', 'with-2'].map((namespace, at) => ({
    index: `index-${at % 2}`,
    namespace,
    client,
  }));

  it('returns it for each namespace that has it', async () => {
    const counts: number[] = [];
    const found = await findRecord(places, 'a', signal, (count) => counts.push(count));
    expect(found.map(({ index, namespace }) => [index, namespace])).toEqual([
      ['index-0', 'with-1'],
      ['index-1', 'with-2'],
    ]);
    expect(counts).toEqual([1, 2, 3, 4]);
    expect(await findRecord(places, 'b', signal)).toEqual([]);
  });

  it('fails where a namespace cannot be read', async () => {
    const search = findRecord([...places, { ...places[0]!, namespace: 'down' }], 'a', signal);
    await expect(search).rejects.toMatchObject({ kind: 'unavailable' });
  });
});
