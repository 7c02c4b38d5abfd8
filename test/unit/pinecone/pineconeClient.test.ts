import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PineconeClient } from '../../../src/pinecone/pineconeClient.ts';
import { AcceptedApiVersions } from '../../../src/pinecone/acceptedApiVersions.ts';
import type { FakeCloud } from '../../support/fakeCloud.ts';
import { Bench, failureOf, words } from './bench.ts';

let bench: Bench;
let cloud: FakeCloud;
let client: PineconeClient;
let signal: AbortSignal;

beforeEach(async () => {
  bench = await Bench.start();
  ({ cloud, client, signal } = bench);
});

afterEach(() => cloud.stop());

describe('the control plane', () => {
  it('creates, describes, lists and deletes an index', async () => {
    const created = await client.createIndex(words, signal);
    const expected = {
      name: 'words',
      host: `${cloud.url}/_i/words`,
      kind: 'vectors',
      vectorType: 'dense',
      dimension: 3,
      metric: 'cosine',
      isReady: true,
      state: 'Ready',
      cloud: 'aws',
      region: 'us-east-1',
      isProtected: false,
      tags: {},
    };
    const described = await client.describeIndex('words', signal);
    const listed = await client.listIndexes(signal);
    await client.deleteIndex('words', signal);
    const left = await client.listIndexes(signal);
    expect({ created, described, listed, left }).toEqual({
      created: expected,
      described: expected,
      listed: [expected],
      left: [],
    });
  });

  it('falls back to the legacy version if the service refuses the newest, and stays there', async () => {
    cloud.versions = ['2025-10'];
    const created = await client.createIndex(words, signal);
    await client.describeIndex('words', signal);
    expect({
      created: [created.dimension, created.metric, created.region],
      versions: cloud.requests.map(({ headers }) => headers['x-pinecone-api-version']),
    }).toEqual({
      created: [3, 'cosine', 'us-east-1'],
      versions: ['2026-07', '2025-10', '2025-10'],
    });
  });

  it('speaks the version that an earlier client of the host learned', async () => {
    cloud.versions = ['2025-10'];
    const learned = { versions: new AcceptedApiVersions() };
    await bench.clientFor(cloud.url, undefined, learned).listIndexes(signal);
    await bench.clientFor(cloud.url, undefined, learned).listIndexes(signal);
    expect(cloud.requests.map(({ headers }) => headers['x-pinecone-api-version'])).toEqual([
      '2026-07',
      '2025-10',
      '2025-10',
    ]);
  });

  it('says so when the service speaks none of our versions', async () => {
    cloud.versions = ['2099-01'];
    expect(await failureOf(client.listIndexes(signal))).toMatchObject({
      kind: 'badInput',
      message: 'Could not list the indexes: API version 2025-10 is not supported',
    });
  });

  it('embeds any number of texts in their order', async () => {
    const texts = Array.from({ length: 200 }, (_, at) => 'x'.repeat(at));
    const vectors = await client.embed('model', texts, signal);
    expect(vectors.map(([length]) => length)).toEqual(texts.map(({ length }) => length));
  });
});

describe('the data plane', () => {
  it('queries by vector with usage and freshness', async () => {
    const index = await bench.filledIndex();
    const reply = await index.query(
      {
        namespace: '',
        topK: 1,
        by: { vector: [1, 0, 0] },
        filter: {},
        includeValues: true,
        includeMetadata: true,
      },
      signal,
    );
    expect({ reply, sent: cloud.requests.at(-1)?.body }).toEqual({
      reply: {
        value: [
          {
            id: 'a',
            score: 1,
            values: [1, 0, 0],
            metadata: { class: 'noun', rank: 1, tags: ['x'] },
          },
        ],
        usage: { readUnits: 5, maxIndexedLsn: 1 },
      },
      sent: { topK: 1, vector: [1, 0, 0], includeValues: true, includeMetadata: true },
    });
  });

  it('sends filter, id and namespace of a query as they are', async () => {
    const index = await bench.filledIndex();
    const filter = { class: { $in: ['noun'] } };
    await index.query({ namespace: 'other', topK: 7, by: { id: 'a' }, filter }, signal);
    expect(cloud.requests.at(-1)?.body).toEqual({
      topK: 7,
      id: 'a',
      filter,
      namespace: 'other',
      includeValues: false,
      includeMetadata: false,
    });
  });

  it('fetches any number of records in the order asked for, within the length of a URL', async () => {
    const index = await bench.filledIndex();
    const ids = Array.from({ length: 300 }, (_, at) => `${at} missing/ü`.padEnd(60, '-'));
    const before = cloud.requests.length;
    const { value, usage } = await index.fetch('__default__', [...ids, 'b', 'a', 'b'], signal);
    const sent = cloud.requests.slice(before);
    expect({
      ids: value.map(({ id }) => id),
      metadata: value[0]?.metadata,
      readUnits: usage.readUnits,
      isShort: sent.every(({ query }) => query.toString().length < 5000),
    }).toEqual({
      ids: ['b', 'a', 'b'],
      metadata: { class: 'verb' },
      readUnits: 5 * sent.length,
      isShort: true,
    });
  });

  it('lists ids and namespaces by pages', async () => {
    const index = await bench.filledIndex();
    await index.upsert('second', [{ id: 'c', values: [0, 0, 1] }], signal);
    const first = await index.list('__default__', { limit: 1 }, signal);
    const last = await index.list('__default__', { limit: 1, next: first.value.next! }, signal);
    const names = await index.listNamespaces({ limit: 1 }, signal);
    const stats = await index.stats(signal);
    expect({ first: first.value, last: last.value, names, stats }).toEqual({
      first: { items: ['a'], next: '1' },
      last: { items: ['b'] },
      names: { items: [{ name: '__default__', recordCount: 2 }], next: '1' },
      stats: {
        dimension: 3,
        totalRecordCount: 3,
        namespaces: [
          { name: '__default__', recordCount: 2 },
          { name: 'second', recordCount: 1 },
        ],
      },
    });
  });

  it('deletes by ids, by filter and all', async () => {
    const index = await bench.filledIndex();
    await index.delete({ namespace: '__default__', ids: ['a'] }, signal);
    await index.delete({ namespace: 'x', filter: { a: 1 } }, signal);
    await index.delete({ namespace: '', all: true }, signal);
    expect(cloud.requests.slice(-3).map(({ body }) => body)).toEqual([
      { ids: ['a'] },
      { filter: { a: 1 }, namespace: 'x' },
      { deleteAll: true },
    ]);
  });

  it('keeps ids and metadata keys that are called like the insides of objects', async () => {
    const { host } = await client.createIndex(words, signal);
    const body =
      '{"vectors":{"__proto__":{"id":"__proto__","values":[1],"metadata":{"constructor":"x","n":null}}}}';
    cloud.script('GET /_i/words/vectors/fetch', { status: 200, body });
    const { value } = await client.index(host).fetch('', ['__proto__'], signal);
    expect(value).toEqual([{ id: '__proto__', values: [1], metadata: { constructor: 'x' } }]);
  });
});
