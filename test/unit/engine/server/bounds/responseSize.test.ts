import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readKernel } from '../../../../../src/engine/kernels/kernelFile.ts';
import { Searcher, type Search } from '../../../../../src/engine/vectorSearch/searcher.ts';
import type { ScoredRows } from '../../../../../src/engine/structures/bestRows.ts';
import { newest, TestEngine } from '../../testEngine.ts';

const dimension = 2048;
const count = 3000;

/** Counts the searches that are made. */
class CountingSearcher extends Searcher {
  searches = 0;

  override search(search: Search): Promise<ScoredRows | undefined> {
    this.searches++;
    return super.search(search);
  }
}

describe('an answer that has to be too long', () => {
  let engine: TestEngine;
  let searcher: CountingSearcher;
  beforeEach(async () => {
    engine = new TestEngine(undefined, () => (searcher = new CountingSearcher(readKernel())));
    await engine.createIndex('a', dimension);
    for (let first = 0; first < count; first += 500) {
      const values = new Float32Array(500 * dimension).fill(0.5).buffer;
      const ids = Array.from({ length: 500 }, (_, at) => `r${first + at}`);
      const metadata = ids.map((_, at) => ({ n: first + at }));
      const batch = { ids, values, metadata };
      await engine.calls.call('records.upsert', { index: 'a', namespace: 'n', batch });
    }
  });
  afterEach(() => engine.close());

  const query = (topK: number, filter?: object): Promise<{ status: number }> =>
    engine.query('a', {
      topK,
      vector: Array(dimension).fill(1),
      namespace: 'n',
      includeValues: true,
      ...(filter === undefined ? {} : { filter }),
    });

  it('is refused before it is searched for', async () => {
    await engine.query('a', { topK: 1, vector: Array(dimension).fill(1), namespace: 'n' });
    const before = searcher.searches;
    expect((await query(10_000)).status).toBe(400);
    expect((await query(10_000, { n: { $gte: 100 } })).status).toBe(400);
    expect(searcher.searches).toBe(before);
    expect((await query(10_000, { n: { $lt: 100 } })).status).toBe(200);
    expect(searcher.searches).toBe(before + 1);
  });

  it('is refused for records that are fetched', async () => {
    const fetched = async (count: number): Promise<number> => {
      const ids = Array.from({ length: count }, (_, at) => `ids=r${at}`).join('&');
      return (await engine.send('GET', `/_i/a/vectors/fetch?namespace=n&${ids}`)).status;
    };
    expect([await fetched(100), await fetched(1000)]).toEqual([200, 400]);
    const page = { namespace: 'n', filter: { n: { $gte: 0 } }, limit: 1000 };
    const byFilter = await engine.send('POST', '/_i/a/vectors/fetch_by_metadata', page, newest);
    expect(byFilter.status).toBe(400);
  });
});
