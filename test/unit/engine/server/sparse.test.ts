import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seededRandom } from '../../../support/random.ts';
import { newest, TestEngine, type Answer } from '../testEngine.ts';

const hybridSchema = {
  _values: { type: 'dense_vector', dimension: 2, metric: 'dotproduct' },
  _sparse_values: { type: 'sparse_vector' },
};

type Match = { id: string; score: number };
const matchesOf = ({ json }: Answer): Match[] =>
  (json as { matches: Match[] }).matches.map(({ id, score }) => ({ id, score }));

describe('a sparse index', () => {
  let engine: TestEngine;
  beforeEach(async () => {
    engine = new TestEngine();
    const body = { name: 'words', vector_type: 'sparse', metric: 'dotproduct', spec };
    await engine.send('POST', '/indexes', body);
    await engine.upsert('words', [
      { id: 'a', sparseValues: { indices: [4_294_967_295, 7], values: [0.4, 2] } },
      { id: 'b', sparseValues: { indices: [7, 1], values: [1, 3] }, metadata: { genre: 'drama' } },
      { id: 'c', sparseValues: { indices: [2], values: [1] } },
      { id: 'd', sparseValues: { indices: [7], values: [1] }, metadata: { genre: 'drama' } },
    ]);
  });
  afterEach(() => engine.close());
  const spec = { serverless: { cloud: 'aws', region: 'us-east-1' } };
  const sparseVector = { indices: [7, 4_294_967_295], values: [0.5, 1] };

  it('ranks by the inner product, and leaves out what shares no index', async () => {
    expect(matchesOf(await engine.query('words', { topK: 10, sparseVector }))).toEqual([
      { id: 'a', score: 1.4 },
      { id: 'b', score: 0.5 },
      { id: 'd', score: 0.5 },
    ]);
  });

  it('finds the best few, by filter and by id', async () => {
    expect(matchesOf(await engine.query('words', { topK: 1, sparseVector }))).toHaveLength(1);
    const filter = { genre: 'drama' };
    const filtered = await engine.query('words', { topK: 1, sparseVector, filter });
    expect(matchesOf(filtered)).toEqual([{ id: 'b', score: 0.5 }]);
    expect(matchesOf(await engine.query('words', { topK: 9, id: 'c' }))).toEqual([
      { id: 'c', score: 1 },
    ]);
    expect(matchesOf(await engine.query('words', { topK: 9, id: 'nobody' }))).toEqual([]);
  });

  it('gives values back as they were sent', async () => {
    const stored = { indices: [4_294_967_295, 7], values: [0.4, 2] };
    const fetched = await engine.send('GET', '/_i/words/vectors/fetch?ids=a');
    expect(fetched.json).toMatchObject({
      vectors: { a: { id: 'a', values: [], sparseValues: stored } },
    });
    const query = { topK: 1, sparseVector, includeValues: true };
    expect((await engine.query('words', query)).json).toMatchObject({
      matches: [{ id: 'a', values: [], sparseValues: stored }],
    });
  });

  it('finds what was written, changed and deleted last', async () => {
    await engine.query('words', { topK: 1, sparseVector });
    await engine.upsert('words', [{ id: 'a', sparseValues: { indices: [9], values: [1] } }]);
    await engine.send('POST', '/_i/words/vectors/delete', { filter: { genre: 'drama' } });
    await engine.send('POST', '/_i/words/vectors/update', {
      id: 'c',
      sparseValues: { indices: [7], values: [4] },
    });
    expect(matchesOf(await engine.query('words', { topK: 9, sparseVector }))).toEqual([
      { id: 'c', score: 2 },
    ]);
  });

  it('has no dimension in its statistics', async () => {
    const { json } = await engine.send('POST', '/_i/words/describe_index_stats', {});
    expect(json).toMatchObject({ totalVectorCount: 4, metric: 'dotproduct', vectorType: 'sparse' });
    expect(json).not.toHaveProperty('dimension');
  });

  it('is there again after it was closed', async () => {
    engine.close();
    engine = new TestEngine(engine.folder);
    expect(matchesOf(await engine.query('words', { topK: 1, sparseVector }))).toEqual([
      { id: 'a', score: 1.4 },
    ]);
  });

  it.each([
    ['dense values', { id: 'x', values: [1], sparseValues: sparseVector }],
    ['nothing', { id: 'x' }],
    ['no values', { id: 'x', sparseValues: { indices: [], values: [] } }],
    ['an index twice', { id: 'x', sparseValues: { indices: [1, 1], values: [1, 1] } }],
    ['an index below 0', { id: 'x', sparseValues: { indices: [-1], values: [1] } }],
    ['an index of 33 bits', { id: 'x', sparseValues: { indices: [2 ** 32], values: [1] } }],
    ['a value too few', { id: 'x', sparseValues: { indices: [1, 2], values: [1] } }],
    ['a value that is text', { id: 'x', sparseValues: { indices: [1], values: ['1'] } }],
    ['1,001 values', { id: 'x', sparseValues: manyValues(1001) }],
  ])('takes no record with %s', async (_, vector) => {
    expect(await engine.upsert('words', [vector])).toMatchObject({
      status: 400,
      json: { code: 3 },
    });
  });

  it('takes 2,048 values from the newest version on', async () => {
    const send = async (count: number): Promise<number> => {
      const vectors = [{ id: 'x', sparseValues: manyValues(count) }];
      return (await engine.send('POST', '/_i/words/vectors/upsert', { vectors }, newest)).status;
    };
    expect([await send(2048), await send(2049)]).toEqual([200, 400]);
  });

  it.each([
    ['a dense vector', { vector: [1, 2] }],
    ['nothing', {}],
    ['both an id and a vector', { id: 'a', sparseVector }],
  ])('is not queried with %s', async (_, query) => {
    const reply = await engine.query('words', { topK: 1, ...query });
    expect(reply).toMatchObject({ status: 400, json: { code: 3 } });
  });
});

describe('hybrid search', () => {
  let engine: TestEngine;
  beforeEach(async () => {
    engine = new TestEngine();
    await engine.send(
      'POST',
      '/indexes',
      { name: 'both', schema: { fields: hybridSchema } },
      newest,
    );
  });
  afterEach(() => engine.close());

  it('is created by a schema with both vectors', async () => {
    const { json } = await engine.send('GET', '/indexes/both', undefined, newest);
    expect(json).toMatchObject({ schema: { fields: hybridSchema } });
  });

  it('adds the inner products of both vectors', async () => {
    await engine.upsert('both', [
      { id: 'dense', values: [2, 0] },
      { id: 'sparse', values: [0.5, 0], sparseValues: { indices: [3], values: [4] } },
      { id: 'against', values: [3, 0], sparseValues: { indices: [3], values: [-8] } },
    ]);
    const sparseVector = { indices: [3], values: [0.5] };
    const query = { topK: 2, vector: [1, 0], sparseVector };
    expect(matchesOf(await engine.query('both', query))).toEqual([
      { id: 'sparse', score: 2.5 },
      { id: 'dense', score: 2 },
    ]);
    expect(matchesOf(await engine.query('both', { topK: 1, id: 'sparse' }))).toEqual([
      { id: 'sparse', score: 16.25 },
    ]);
    expect(matchesOf(await engine.query('both', { topK: 1, vector: [1, 0] }))).toEqual([
      { id: 'against', score: 3 },
    ]);
  });

  it('is exact for any values, filters and depths', async () => {
    const random = seededRandom(7);
    const number = (): number => Math.fround(Math.round((random() - 0.5) * 16) / 4);
    const sparse = (): { indices: number[]; values: number[] } => {
      const indices = [...new Set(Array.from({ length: 3 }, () => Math.floor(random() * 9)))];
      return { indices, values: indices.map(() => number() || 1) };
    };
    const vectors = Array.from({ length: 300 }, (_, at) => ({
      id: `r${at}`,
      values: [number(), number() || 1],
      ...(random() < 0.6 ? { sparseValues: sparse() } : {}),
      metadata: { even: at % 2 === 0 },
    }));
    await engine.upsert('both', vectors);
    for (let time = 0; time < 40; time++) {
      const vector = [number(), number() || 1];
      const sparseVector = sparse();
      const isFiltered = random() < 0.5;
      const topK = 1 + Math.floor(random() * 60);
      const expected = vectors
        .filter(({ metadata }) => !isFiltered || metadata.even)
        .map(({ id, values, sparseValues }) => ({
          id,
          // Quarters of small numbers: every sum is exact.
          score: dot(vector, values) + dotSparse(sparseVector, sparseValues),
        }))
        .sort((one, other) => other.score - one.score || (one.id < other.id ? -1 : 1))
        .slice(0, topK);
      const filter = isFiltered ? { even: true } : {};
      const reply = await engine.query('both', { topK, vector, sparseVector, filter });
      expect(matchesOf(reply)).toEqual(expected);
    }
  });

  it('keeps the dense part when the sparse one is written over', async () => {
    await engine.upsert('both', [{ id: 'a', values: [1, 1], sparseValues: manyValues(2) }]);
    await engine.send('POST', '/_i/both/vectors/update', {
      id: 'a',
      sparseValues: { indices: [5], values: [0.1] },
    });
    const fetched = async (): Promise<unknown> =>
      (await engine.send('GET', '/_i/both/vectors/fetch?ids=a')).json;
    expect(await fetched()).toMatchObject({
      vectors: { a: { values: [1, 1], sparseValues: { indices: [5], values: [0.1] } } },
    });
    await engine.upsert('both', [{ id: 'a', values: [1, 2] }]);
    expect(await fetched()).toMatchObject({ vectors: { a: { id: 'a', values: [1, 2] } } });
    expect(JSON.stringify(await fetched())).not.toContain('sparseValues');
  });

  it('needs a schema that declares it, if there is one', async () => {
    await engine.createIndex('plain', 2, 'dotproduct');
    const refused = {
      status: 400,
      json: {
        message: expect.stringMatching(
          /^Index configuration does not support sparse values: .*schema of _values and _sparse_values/,
        ),
      },
    };
    const vector = { id: 'a', values: [1, 1], sparseValues: { indices: [1], values: [1] } };
    expect(await engine.upsert('plain', [vector])).toMatchObject(refused);
    const query = { topK: 1, vector: [1, 1], sparseVector: { indices: [1], values: [1] } };
    expect(await engine.query('plain', query)).toMatchObject(refused);
  });

  it('needs the metric dotproduct in an older index, to query only', async () => {
    await engine.send('POST', '/indexes', {
      name: 'older',
      dimension: 1,
      metric: 'cosine',
      spec: { serverless: { cloud: 'aws', region: 'us-east-1' } },
    });
    const vector = { id: 'a', values: [1], sparseValues: { indices: [1], values: [1] } };
    expect(await engine.upsert('older', [vector])).toMatchObject({ status: 200 });
    const query = { topK: 1, vector: [1], sparseVector: { indices: [1], values: [1] } };
    expect(await engine.query('older', query)).toMatchObject({ status: 400 });
  });
});

function manyValues(count: number): { indices: number[]; values: number[] } {
  return {
    indices: Array.from({ length: count }, (_, at) => at),
    values: Array.from({ length: count }, () => 1),
  };
}

function dot(one: readonly number[], other: readonly number[]): number {
  return one.reduce((sum, value, at) => sum + value * other[at]!, 0);
}

type Sparse = { indices: readonly number[]; values: readonly number[] };

function dotSparse(one: Sparse, other: Sparse = { indices: [], values: [] }): number {
  return one.indices.reduce((sum, index, at) => {
    const place = other.indices.indexOf(index);
    return place < 0 ? sum : sum + one.values[at]! * other.values[place]!;
  }, 0);
}
