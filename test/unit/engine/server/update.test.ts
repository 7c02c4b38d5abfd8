import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TestEngine, type Answer } from '../testEngine.ts';

describe('an update', () => {
  let engine: TestEngine;
  beforeEach(async () => {
    engine = new TestEngine();
    await engine.createIndex('films', 2, 'dotproduct');
    await engine.upsert('films', [
      { id: 'a', values: [1, 0], metadata: { genre: 'drama', year: 2019 } },
      { id: 'b', values: [0, 1], metadata: { genre: 'comedy', year: 2020 } },
      { id: 'c', values: [1, 1], metadata: { genre: 'drama', tags: ['x'] } },
    ]);
    // Searched and filtered once, so that what is in memory has to follow.
    await engine.query('films', { topK: 1, vector: [1, 1], filter: { genre: 'drama' } });
  });
  afterEach(() => engine.close());

  const update = async (body: object): Promise<Answer> =>
    engine.send('POST', '/_i/films/vectors/update', body);

  async function fetched(...ids: string[]): Promise<object> {
    const query = ids.map((id) => `ids=${id}`).join('&');
    const { json } = await engine.send('GET', `/_i/films/vectors/fetch?${query}`);
    return (json as { vectors: object }).vectors;
  }

  it('changes values and leaves metadata', async () => {
    const reply = await update({ id: 'a', values: [0.25, 4] });
    expect(reply).toMatchObject({ status: 200, json: {} });
    expect(reply.headers.get('x-pinecone-request-lsn')).toBe('2');
    expect(await fetched('a')).toEqual({
      a: { id: 'a', values: [0.25, 4], metadata: { genre: 'drama', year: 2019 } },
    });
    const { json } = await engine.query('films', { topK: 1, vector: [0, 1] });
    expect(json).toMatchObject({ matches: [{ id: 'a', score: 4 }] });
  });

  it('merges metadata and leaves values', async () => {
    await update({ id: 'a', setMetadata: { genre: 'horror', seen: true } });
    expect(await fetched('a')).toEqual({
      a: { id: 'a', values: [1, 0], metadata: { genre: 'horror', year: 2019, seen: true } },
    });
    const query = { topK: 9, vector: [1, 1], filter: { genre: 'drama' } };
    expect((await engine.query('films', query)).json).toMatchObject({ matches: [{ id: 'c' }] });
  });

  it('of an id that is not there changes nothing', async () => {
    const reply = await update({ id: 'nobody', values: [1, 1] });
    expect(reply).toMatchObject({ status: 200, json: {} });
    expect(await fetched('nobody')).toEqual({});
  });

  it('by filter merges metadata into all that pass, and says how many', async () => {
    const reply = await update({ filter: { genre: 'drama' }, setMetadata: { rated: 5 } });
    expect(reply.json).toEqual({ matchedRecords: 2 });
    expect(await fetched('a', 'b', 'c')).toMatchObject({
      a: { metadata: { genre: 'drama', year: 2019, rated: 5 } },
      b: { metadata: { genre: 'comedy', year: 2020 } },
      c: { metadata: { genre: 'drama', tags: ['x'], rated: 5 } },
    });
  });

  it('as a dry run only counts', async () => {
    const body = { filter: { genre: 'drama' }, setMetadata: { rated: 5 }, dryRun: true };
    expect((await update(body)).json).toEqual({ matchedRecords: 2 });
    expect(await fetched('a')).toMatchObject({ a: { metadata: { genre: 'drama', year: 2019 } } });
    expect((await update({ ...body, namespace: 'none' })).json).toEqual({ matchedRecords: 0 });
  });

  it.each([
    [{ id: 'a', filter: { year: 1 }, setMetadata: {} }],
    [{ setMetadata: {} }],
    [{ filter: {}, setMetadata: {} }],
    [{ filter: { year: 1 }, values: [1, 2] }],
    [{ filter: { year: 1 }, sparseValues: { indices: [1], values: [1] } }],
    [{ filter: { year: { $near: 1 } }, setMetadata: {} }],
    [{ id: 'a', values: [1, 2, 3] }],
    [{ id: 'a', values: [0, 0] }],
    [{ id: 'a', sparseValues: { indices: [1], values: [1] } }],
    [{ id: 'a', setMetadata: { price: { usd: 1 } } }],
    [{ id: 'a', setMetadata: { long: 'x'.repeat(41_000) } }],
  ])('is refused: %j', async (body) => {
    expect(await update(body)).toMatchObject({ status: 400, json: { code: 3 } });
    expect(await fetched('a')).toMatchObject({ a: { values: [1, 0], metadata: { year: 2019 } } });
  });

  it('that would make metadata too long is refused for all records', async () => {
    const half = { long: 'x'.repeat(30_000) };
    await update({ id: 'a', setMetadata: half });
    const body = { filter: { genre: 'drama' }, setMetadata: { other: half.long } };
    expect(await update(body)).toMatchObject({
      status: 400,
      json: { message: expect.stringContaining('exceeds the limit') },
    });
    expect(await fetched('c')).toMatchObject({ c: { metadata: { genre: 'drama', tags: ['x'] } } });
  });
});

describe('fetching by metadata', () => {
  let engine: TestEngine;
  beforeEach(async () => {
    engine = new TestEngine();
    await engine.createIndex('films', 1);
    const vectors = Array.from({ length: 30 }, (_, at) => ({
      id: `r${at + 10}`,
      values: [at + 1],
      metadata: { parity: at % 2 },
    }));
    await engine.upsert('films', vectors.toReversed());
  });
  afterEach(() => engine.close());

  type Page = { vectors: Record<string, unknown>; pagination?: { next: string } };
  const fetch = async (body: object): Promise<Answer> =>
    engine.send('POST', '/_i/films/vectors/fetch_by_metadata', body);

  it('goes through all that pass, page by page', async () => {
    const ids: string[] = [];
    let next: string | undefined;
    do {
      const body = { filter: { parity: 1 }, limit: 4, ...(next ? { paginationToken: next } : {}) };
      const page = (await fetch(body)).json as Page;
      ids.push(...Object.keys(page.vectors));
      next = page.pagination?.next;
    } while (next !== undefined);
    expect(ids).toEqual(Array.from({ length: 15 }, (_, at) => `r${2 * at + 11}`));
  });

  it('gives whole records', async () => {
    const { json } = await fetch({ filter: { parity: { $gte: 0 } }, limit: 1 });
    expect(json).toMatchObject({
      vectors: { r10: { id: 'r10', values: [1], metadata: { parity: 0 } } },
      namespace: '',
      usage: { readUnits: 1 },
      pagination: { next: expect.any(String) },
    });
  });

  it('ends with the last page, also if it is full', async () => {
    const { json } = await fetch({ filter: { parity: 1 }, limit: 15 });
    expect(json).not.toHaveProperty('pagination');
  });

  it.each([[{}], [{ filter: {} }], [{ filter: { a: 1 }, limit: 0 }], [{ filter: { $x: 1 } }]])(
    'is refused: %j',
    async (body) => {
      expect(await fetch(body)).toMatchObject({ status: 400, json: { code: 3 } });
    },
  );
});
