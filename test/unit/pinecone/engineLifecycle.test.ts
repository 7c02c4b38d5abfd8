import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '../../../src/common/secret.ts';
import { silentLog } from '../../../src/common/log.ts';
import type { EngineClient } from '../../../src/pinecone/engineClient.ts';
import type { PineconeClient } from '../../../src/pinecone/pineconeClient.ts';
import { defaultMapParameters } from '../../../src/model/map/map.ts';
import { embedderTag } from '../../../src/model/vectorIndex.ts';
import { createEngineClient } from '../../../src/pinecone/restEngineClient.ts';
import { createPineconeClient } from '../../../src/pinecone/restPineconeClient.ts';
import { startEngine, type EngineProcess } from '../../support/engineProcess.ts';
import { failureOf } from './bench.ts';

const signal = new AbortController().signal;
const rising = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8];
const seed = {
  name: 'my-vector-index',
  dimension: 8,
  metric: 'cosine',
  cloud: 'aws',
  region: 'us-east-1',
} as const;

let engine: EngineProcess;
let client: PineconeClient;

beforeAll(async () => {
  engine = await startEngine({ args: ['--models', path.resolve('media/models')] });
  client = createPineconeClient({
    access: 'write',
    endpoint: { url: engine.url, key: new Secret(engine.key) },
    log: silentLog,
  });
}, 30_000);

afterAll(() => engine.stop());

describe('the client with the real engine', () => {
  it.each([
    [{ kind: 'sparse' }, { kind: 'vectors', vectorType: 'sparse', metric: 'dotproduct' }],
    [{ kind: 'documents', textFields: ['title', 'body'] }, { kind: 'documents' }],
    [
      { kind: 'dense', dimension: 3, metric: 'euclidean' },
      { kind: 'vectors', vectorType: 'dense', dimension: 3, metric: 'euclidean' },
    ],
  ] as const)('creates an index of %o', async (content, expected) => {
    const place = { cloud: 'aws', region: 'eu-west-1' };
    const about = { name: 'of-a-kind', ...place, tags: { team: 'a' }, isProtected: true };
    const created = await client.createIndex({ ...about, ...content }, signal);
    expect(created).toMatchObject({ ...expected, ...place, isProtected: true, isReady: true });
    await client.configureIndex('of-a-kind', { tags: { team: '', stage: 'test' } }, signal);
    await client.configureIndex('of-a-kind', { isProtected: false }, signal);
    const changed = await client.describeIndex('of-a-kind', signal);
    expect([changed.tags, changed.isProtected]).toEqual([{ stage: 'test' }, false]);
    await client.deleteIndex('of-a-kind', signal);
  });

  it('creates and deletes namespaces', async () => {
    const { host } = await client.createIndex({ ...seed, name: 'rooms' }, signal);
    const index = client.index(host);
    await index.createNamespace('a b/c', signal);
    const again = await failureOf(index.createNamespace('a b/c', signal));
    const listed = await index.listNamespaces({ prefix: 'a' }, signal);
    await index.deleteNamespace('a b/c', signal);
    const gone = await failureOf(index.deleteNamespace('a b/c', signal));
    expect([again.kind, listed.items, gone.kind]).toEqual([
      'conflict',
      [{ name: 'a b/c', recordCount: 0 }],
      'notFound',
    ]);
    await client.deleteIndex('rooms', signal);
  });

  it('goes through the life of an index', async () => {
    const created = await client.createIndex({ ...seed, tags: { team: 'search' } }, signal);
    const index = client.index(created.host);
    const records = [
      { id: 'vec1', values: rising, metadata: { class: 'rising', rank: 1 } },
      {
        id: 'vec2',
        values: [...rising].reverse(),
        metadata: { class: 'falling', tags: ['a', 'b'] },
      },
    ];
    const written = await index.upsert('__default__', records, signal);
    const query = rising.map((value) => Number((value + 0.05).toFixed(2)));
    const reply = await index.query(
      {
        namespace: '__default__',
        topK: 2,
        by: { vector: query },
        includeValues: true,
        includeMetadata: true,
      },
      signal,
    );
    const filtered = await index.query(
      { namespace: '__default__', topK: 2, by: { id: 'vec1' }, filter: { tags: { $in: ['b'] } } },
      signal,
    );
    const fetched = await index.fetch('__default__', ['vec2', 'none', 'vec1'], signal);
    const stats = await index.stats(signal);
    const names = await index.listNamespaces({}, signal);
    const ids = await index.list('__default__', { prefix: 'vec', limit: 1 }, signal);
    await index.delete({ namespace: '__default__', ids: ['vec1'] }, signal);
    const left = await index.stats(signal);
    const listed = await client.listIndexes(signal);
    await client.configureIndex(seed.name, { isProtected: true }, signal);
    const refused = await failureOf(client.deleteIndex(seed.name, signal));
    const kept = await client.describeIndex(seed.name, signal);
    await client.configureIndex(seed.name, { isProtected: false }, signal);
    await client.deleteIndex(seed.name, signal);
    const gone = await failureOf(client.describeIndex(seed.name, signal));

    expect(created).toMatchObject({
      kind: 'vectors',
      dimension: 8,
      metric: 'cosine',
      isReady: true,
      tags: { team: 'search' },
    });
    expect(written.value).toBe(2);
    expect(
      reply.value.map(({ id, score, values, metadata }) => [
        id,
        score.toFixed(6),
        values,
        metadata,
      ]),
    ).toEqual([
      ['vec1', '0.999149', records[0]!.values, records[0]!.metadata],
      ['vec2', '0.621093', records[1]!.values, records[1]!.metadata],
    ]);
    expect(reply.usage).toMatchObject({ readUnits: 1, maxIndexedLsn: written.usage.requestLsn });
    expect(filtered.value.map(({ id, values, metadata }) => [id, values, metadata])).toEqual([
      ['vec2', [], {}],
    ]);
    expect(fetched.value).toEqual([records[1], records[0]]);
    expect([stats.totalRecordCount, left.totalRecordCount]).toEqual([2, 1]);
    expect(names.items).toEqual([{ name: '__default__', recordCount: 2 }]);
    expect(ids.value.items).toEqual(['vec1']);
    expect(ids.value.next).toEqual(expect.any(String));
    expect(listed.map(({ name }) => name)).toEqual([seed.name]);
    expect([refused.kind, kept.isProtected]).toEqual(['forbidden', true]);
    expect(gone.kind).toBe('notFound');
  });

  it('hears why it was refused', async () => {
    const stranger = createPineconeClient({
      access: 'write',
      endpoint: { url: engine.url, key: new Secret('pclocal_wrong') },
      log: silentLog,
    });
    const { host } = await client.createIndex({ ...seed, name: 'refusals' }, signal);
    const index = client.index(host);
    const failures = await Promise.all(
      [
        stranger.listIndexes(signal),
        client.createIndex({ ...seed, name: 'refusals' }, signal),
        client.createIndex({ ...seed, name: 'Not a name' }, signal),
        client.describeIndex('nothing/here', signal),
        index.upsert('', [{ id: 'x', values: [1, 2, 3] }], signal),
        index.query(
          { namespace: '', topK: 3, by: { vector: rising }, filter: { a: { $gtr: 1 } } },
          signal,
        ),
        index.query({ namespace: '', topK: 0, by: { vector: rising } }, signal),
      ].map(failureOf),
    );
    expect(failures.map(({ kind, message }) => `${kind}: ${message}`)).toEqual([
      expect.stringMatching(
        /^unauthorized: Could not list the indexes: the key was refused by 127/,
      ),
      expect.stringMatching(/^conflict: Could not create the index “refusals”: /),
      expect.stringMatching(/^badInput: Could not create the index “Not a name”: .*alphanumeric/),
      expect.stringMatching(/^notFound: Could not describe the index “nothing\/here”: /),
      expect.stringMatching(/^badInput: Could not write the record: .*3.* 8/),
      expect.stringMatching(/^badInput: Could not run the query: .*did you mean “\$gt”/),
      expect.stringMatching(/^badInput: Could not run the query: /),
    ]);
  });
});

describe('the engine’s own calls', { timeout: 30_000 }, () => {
  const own = (): EngineClient =>
    createEngineClient({
      endpoint: { url: engine.url, key: new Secret(engine.key) },
      log: silentLog,
    });

  it('make a sample with progress, once', async () => {
    const samples = await own().listSamples(signal);
    const steps: number[] = [];
    const created = await own().createSample('fiori-docs', signal, (done, of) =>
      steps.push(done / of),
    );
    const again = await failureOf(own().createSample('fiori-docs', signal, () => {}));
    const unknown = await failureOf(own().createSample('no-such-sample', signal, () => {}));
    const { host } = await client.describeIndex('fiori-docs', signal);
    const { totalRecordCount } = await client.index(host).stats(signal);
    expect(samples.map(({ name }) => name).sort()).toEqual(['english-words', 'fiori-docs']);
    expect([created, totalRecordCount, steps.at(-1)]).toEqual(['fiori-docs', 778, 1]);
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
    expect([again.kind, unknown.kind]).toEqual(['conflict', 'notFound']);
  });

  it('make a map, frame by frame', async () => {
    const parameters = { ...defaultMapParameters, sample: 200 };
    const types: string[] = [];
    let positionBytes = 0;
    for await (const frame of own().makeMap('fiori-docs', '__default__', parameters, signal)) {
      types.push(frame.type);
      if (frame.type === 'positions') positionBytes = frame.data.byteLength;
    }
    expect([types[0], types.at(-1), positionBytes]).toEqual(['points', 'done', 200 * 2 * 4]);
  });

  it('end a map that is no longer wanted, and say why one cannot be made', async () => {
    const controller = new AbortController();
    const map = own().makeMap('fiori-docs', '__default__', defaultMapParameters, controller.signal);
    const iterator = map[Symbol.asyncIterator]();
    await iterator.next();
    controller.abort();
    const stopped = await failureOf(readToEnd(iterator));
    const empty = own().makeMap('fiori-docs', 'no-records', defaultMapParameters, signal);
    const refused = await failureOf(readToEnd(empty[Symbol.asyncIterator]()));
    const unknown = own().makeMap('no-such-index', '', defaultMapParameters, signal);
    const missing = await failureOf(readToEnd(unknown[Symbol.asyncIterator]()));
    expect([stopped.kind, refused.kind, missing.kind]).toEqual([
      'cancelled',
      'badInput',
      'notFound',
    ]);
  });

  it('embed texts for the sample that has an embedder', async () => {
    await own().createSample('english-words', signal, () => {});
    const { tags, host, dimension } = await client.describeIndex('english-words', signal);
    const [vector = []] = await client.embed(tags[embedderTag]!, ['happy'], signal);
    const { value } = await client
      .index(host)
      .query({ namespace: '__default__', topK: 1, by: { vector } }, signal);
    const unknown = await failureOf(client.embed(tags[embedderTag]!, ['qwrtzpsdf'], signal));
    expect([vector.length, value[0]?.id, unknown.kind]).toEqual([dimension, 'happy', 'badInput']);
  });

  it('find passages of the other sample by a question, with their vectors if wanted', async () => {
    const { host } = await client.describeIndex('fiori-docs', signal);
    const text = 'How do I deploy an app to Cloud Foundry?';
    const request = { namespace: '', topK: 2, text, filter: { words: { $gt: 0 } } };
    const plain = await client.index(host).queryText(request, signal);
    const whole = await client.index(host).queryText({ ...request, includeValues: true }, signal);
    expect(plain.value.map(({ metadata }) => /deploy/i.test(String(metadata['text'])))).toEqual([
      true,
      true,
    ]);
    expect([plain, whole].map(({ value }) => value.map(({ values }) => values.length))).toEqual([
      [0, 0],
      [384, 384],
    ]);
  }, 30_000);

  it('create an index for the bundled model, which embeds the texts that it takes', async () => {
    const model = 'all-MiniLM-L6-v2';
    const place = { cloud: 'aws', region: 'us-east-1' };
    const { host, ...index } = await client.createIndex(
      { name: 'notes', kind: 'embedded', model, textField: 'body', ...place },
      signal,
    );
    expect(index).toMatchObject({ kind: 'records', textModel: model, textField: 'body' });
    const records = client.index(host);
    await records.upsertTexts(
      '__default__',
      [
        { id: 'a', fields: { body: 'Money comes back within 30 days' } },
        { id: 'b', fields: { body: 'The car park is closed on Sunday' } },
      ],
      signal,
    );
    const { value } = await records.queryText({ namespace: '', topK: 1, text: 'refund' }, signal);
    expect(value.map(({ id }) => id)).toEqual(['a']);
  }, 30_000);
});

async function readToEnd(iterator: AsyncIterator<unknown>): Promise<void> {
  for (let next = await iterator.next(); !next.done; next = await iterator.next());
}
