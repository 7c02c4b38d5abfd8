import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { embedderTag } from '../../../../../src/model/vectorIndex.ts';
import { newest, TestEngine } from '../../testEngine.ts';

const times = <T>(count: number, make: (at: number) => T): T[] =>
  Array.from({ length: count }, (_, at) => make(at));
const numbered = (count: number, value: unknown): object =>
  Object.fromEntries(times(count, (at) => [`k${at}`, value]));

const fields = {
  text: { type: 'string', full_text_search: {} },
  dense: { type: 'dense_vector', dimension: 1, metric: 'cosine' },
};
const hybrid = {
  _values: { type: 'dense_vector', dimension: 1, metric: 'dotproduct' },
  _sparse_values: { type: 'sparse_vector' },
};
const older = { 'x-pinecone-api-version': '2026-04' };

let count = 0;
const newName = (): string => `i${++count}`;
const withSchema = (schema: object): object => ({ name: newName(), schema: { fields: schema } });
const legacy = (more: object): object => ({
  name: newName(),
  dimension: 1,
  spec: { serverless: { cloud: 'aws', region: 'us-east-1' } },
  ...more,
});
const one = (more: object): object => ({ vectors: [{ id: 'a', values: [1], ...more }] });
const sparse = (length: number): object => ({
  indices: times(length, (at) => at),
  values: times(length, () => 1),
});
/** A string of this many bytes as JSON, within `{"t":"…"}`. */
const metadataOf = (sizeBytes: number): object => ({ t: 'x'.repeat(sizeBytes - 8) });
const document = (text: string, more: object = {}): object => ({
  documents: [{ _id: 'a', text, ...more }],
});
const textSearch = (query: string, topK = 1): object => ({
  score_by: [{ type: 'text', fields: ['text'], query }],
  top_k: topK,
});
const lines = (length: number): string =>
  times(length, (at) => JSON.stringify({ _id: `r${at}`, body: 'dog' })).join('\n');
const ids = (length: number): string[] => times(length, (at) => `id${at}`);

type Case = readonly [what: string, path: string, make: (size: number) => unknown, most: number];

/** What just fits, and what is one more. */
const limits: readonly Case[] = [
  [
    'characters of an index name',
    '/indexes',
    (size) => ({ ...withSchema(hybrid), name: 'n'.repeat(size) }),
    45,
  ],
  ['tags', '/indexes', (size) => ({ ...withSchema(hybrid), tags: numbered(size, 'v') }), 20],
  [
    'characters of a tag',
    '/indexes',
    (size) => ({ ...withSchema(hybrid), tags: { ['k'.repeat(size)]: 'v' } }),
    80,
  ],
  [
    'characters of the value of a tag',
    '/indexes',
    (size) => ({ ...withSchema(hybrid), tags: { k: 'v'.repeat(size) } }),
    120,
  ],
  [
    'dimensions',
    '/indexes',
    (size) => withSchema({ _values: { ...hybrid._values, dimension: size } }),
    20_000,
  ],
  ['fields of full text', '/indexes', (size) => withSchema(numbered(size, fields.text)), 100],
  ['fields of dense vectors', '/indexes', (size) => withSchema(numbered(size, fields.dense)), 1],
  [
    'bytes of the name of a field',
    '/indexes',
    (size) => withSchema({ ['f'.repeat(size)]: fields.text }),
    64,
  ],
  [
    'bytes of a description',
    '/indexes',
    (size) => withSchema({ f: { ...fields.text, description: 'd'.repeat(size) } }),
    256,
  ],
  [
    'fields that are declared filterable',
    '/_i/plain/namespaces',
    (size) => ({ name: newName(), schema: { fields: numbered(size, { filterable: true }) } }),
    50,
  ],
  [
    'characters of a namespace',
    '/_i/plain/namespaces',
    (size) => ({ name: 'n'.repeat(size) }),
    512,
  ],
  [
    'vectors of an upsert',
    '/_i/plain/vectors/upsert',
    (size) => ({ vectors: ids(size).map((id) => ({ id, values: [1] })) }),
    1000,
  ],
  ['characters of an id', '/_i/plain/vectors/upsert', (size) => one({ id: 'i'.repeat(size) }), 512],
  [
    'bytes of metadata',
    '/_i/plain/vectors/upsert',
    (size) => one({ metadata: metadataOf(size) }),
    40 * 1024,
  ],
  [
    'sparse values',
    '/_i/plain/vectors/upsert',
    (size) => one({ sparseValues: sparse(size) }),
    2048,
  ],
  ['topK', '/_i/plain/query', (topK) => ({ topK, vector: [1] }), 10_000],
  ['ids of a deletion', '/_i/plain/vectors/delete', (size) => ({ ids: ids(size) }), 1000],
  [
    'records of a page',
    '/_i/plain/vectors/fetch_by_metadata',
    (limit) => ({ limit, filter: { a: 1 } }),
    10_000,
  ],
  ['text records', '/_i/texts/records/namespaces/n/upsert', lines, 96],
  [
    'top_k of records',
    '/_i/texts/records/namespaces/n/search',
    (topK) => ({ query: { top_k: topK, id: 'a' } }),
    10_000,
  ],
  [
    'texts to embed',
    '/embed',
    (size) => ({ model: 'm', inputs: times(size, () => ({ text: 'dog' })) }),
    96,
  ],
  [
    'documents',
    '/_i/docs/namespaces/n/documents/upsert',
    (size) => ({ documents: ids(size).map((id) => ({ _id: id, text: 'x' })) }),
    1000,
  ],
  [
    'bytes of a text',
    '/_i/docs/namespaces/n/documents/upsert',
    (size) => document('x'.repeat(size)),
    100 * 1024,
  ],
  [
    'words of a text',
    '/_i/docs/namespaces/n/documents/upsert',
    (size) => document('w '.repeat(size)),
    10_000,
  ],
  [
    'bytes of metadata beside a text',
    '/_i/docs/namespaces/n/documents/upsert',
    (size) => document('x'.repeat(90_000), metadataOf(size)),
    40 * 1024,
  ],
  [
    'top_k of documents',
    '/_i/docs/namespaces/n/documents/search',
    (topK) => textSearch('x', topK),
    10_000,
  ],
  [
    'bytes of a text query',
    '/_i/docs/namespaces/n/documents/search',
    (size) => textSearch('x'.repeat(size)),
    10 * 1024,
  ],
  [
    'bytes of a text condition',
    '/_i/docs/namespaces/n/documents/fetch',
    (size) => ({ filter: { text: { $match_any: 'x'.repeat(size) } } }),
    10 * 1024,
  ],
  [
    'documents of a page',
    '/_i/docs/namespaces/n/documents/fetch',
    (limit) => ({ limit, filter: { a: 1 } }),
    10_000,
  ],
];

describe('limits', () => {
  let engine: TestEngine;
  beforeAll(async () => {
    engine = new TestEngine();
    await engine.send('POST', '/indexes', { name: 'plain', schema: { fields: hybrid } }, newest);
    await engine.send('POST', '/indexes', { name: 'docs', schema: { fields } }, newest);
    await engine.send('POST', '/indexes', legacy({ name: 'words', tags: { [embedderTag]: 'm' } }));
    await engine.upsert('words', [{ id: 'dog', values: [1] }]);
    const embed = { model: 'm', field_map: { text: 'body' } };
    await engine.send('POST', '/indexes/create-for-model', {
      name: 'texts',
      cloud: 'aws',
      region: 'us-east-1',
      embed,
    });
  });
  afterAll(() => engine.close());

  const post = async (path: string, body: unknown, headers = newest): Promise<number> =>
    (await engine.send('POST', path, body, headers)).status;
  const get = async (path: string): Promise<number> =>
    (await engine.send('GET', path, undefined, newest)).status;

  it.each(limits)('of %s', async (_, path, make, most) => {
    expect(await post(path, make(most))).toBeLessThan(300);
    expect(await post(path, make(most + 1))).toBe(400);
  });

  it.each([
    [
      'ids of a fetch',
      (size: number) =>
        `/_i/plain/vectors/fetch?${ids(size)
          .map((id) => `ids=${id}`)
          .join('&')}`,
      1000,
    ],
    ['ids of a page', (size: number) => `/_i/plain/vectors/list?limit=${size}`, 100],
    ['namespaces of a page', (size: number) => `/_i/plain/namespaces?limit=${size}`, 100],
    ['aliases of a page', (size: number) => `/_i/plain/namespace-aliases?limit=${size}`, 100],
    ['backups of a page', (size: number) => `/backups?limit=${size}`, 100],
    ['restore jobs of a page', (size: number) => `/restore-jobs?limit=${size}`, 100],
  ])('of %s', async (_, make, most) => {
    expect(await get(make(most))).toBe(200);
    expect(await get(make(most + 1))).toBe(400);
    expect(await get(make(0))).toBe(400);
  });

  it.each([
    ['ids', (prefix: string) => `/_i/plain/vectors/list?prefix=${prefix}`],
    ['namespaces', (prefix: string) => `/_i/plain/namespaces?prefix=${prefix}`],
  ])('of prefixes of %s', async (_, make) => {
    expect(await get(make('x'.repeat(512)))).toBe(200);
    for (const wrong of ['x'.repeat(513), '%C3%A4', '%00'])
      expect(await get(make(wrong))).toBe(400);
  });

  it('of sparse values were lower before 2026-07', async () => {
    const upsert = (size: number): Promise<number> =>
      post('/_i/plain/vectors/upsert', one({ sparseValues: sparse(size) }), older);
    expect([await upsert(1000), await upsert(1001)]).toEqual([200, 400]);
  });

  it('of an upsert count its numbers and metadata, not their digits', async () => {
    await engine.createIndex('wide', 1024);
    const values = times(1024, () => 0.123_456_7);
    const upsert = (size: number): Promise<number> =>
      post('/_i/wide/vectors/upsert', { vectors: ids(size).map((id) => ({ id, values })) });
    expect([await upsert(500), await upsert(520)]).toEqual([200, 413]);
  });

  it('of documents hold for a request of 2 MB', async () => {
    const texts = (size: number): object => ({
      documents: ids(size).map((id) => ({ _id: id, text: 'x'.repeat(100_000) })),
    });
    const path = '/_i/docs/namespaces/n/documents/upsert';
    expect([await post(path, texts(20)), await post(path, texts(21))]).toEqual([202, 413]);
    const change = '/_i/docs/namespaces/n/documents/update';
    expect([await post(change, texts(20)), await post(change, texts(21))]).toEqual([202, 413]);
  });

  it('of tags count old and new tags together', async () => {
    const name = newName();
    await engine.send(
      'POST',
      '/indexes',
      { name, schema: { fields: hybrid }, tags: numbered(20, 'v') },
      newest,
    );
    const patch = async (tags: object): Promise<number> =>
      (await engine.send('PATCH', `/indexes/${name}`, { tags }, newest)).status;
    expect([await patch({ more: 'v' }), await patch({ more: 'v', k0: '' })]).toEqual([400, 200]);
  });
});
