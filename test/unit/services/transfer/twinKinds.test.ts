import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NewIndex, NewIndexContent } from '../../../../src/model/newIndex.ts';
import { defaultNamespace } from '../../../../src/model/vectorIndex.ts';
import type { NewRecord } from '../../../../src/pinecone/pineconeClient.ts';
import { Copies, type CopyRoute } from '../../../../src/services/transfer/copies.ts';
import { localEnvironment } from '../../../../src/model/environment.ts';
import { MemoryState } from '../../../support/memoryStores.ts';
import { PullBench } from '../../../support/pull/pullBench.ts';
import { staging } from '../../../support/pull/pullParts.ts';

const { signal } = new AbortController();
const onProgress = (): void => undefined;
const place = { cloud: 'aws', region: 'us-east-1' } as const;
const count = 130;

type Kind = {
  readonly content: NewIndexContent;
  readonly recordAt: (at: number) => NewRecord;
};

/** Documents of which only some have vectors, and sparse vectors. */
const kinds: Readonly<Record<string, Kind>> = {
  documents: {
    content: {
      kind: 'documents',
      textFields: ['title'],
      fields: {
        title: { type: 'string', full_text_search: {} },
        meaning: { type: 'dense_vector', dimension: 2, metric: 'cosine' },
        terms: { type: 'sparse_vector' },
      },
    },
    recordAt: (at) => ({
      id: idOf(at),
      ...(at % 2 === 0 && { values: [1, at] }),
      ...(at % 3 === 0 && { sparseValues: { indices: [at, 70_000], values: [0.5, 1] } }),
      metadata: { title: `Lighthouse ${at}`, year: 2000 + at, tags: ['coast'] },
    }),
  },
  sparse: {
    content: { kind: 'sparse' },
    recordAt: (at) => ({
      id: idOf(at),
      sparseValues: { indices: [at, 4_000_000_000], values: [0.5, at + 1] },
      metadata: { at },
    }),
  },
};

let bench: PullBench;

beforeAll(async () => {
  bench = await PullBench.start();
}, 60_000);
afterAll(() => bench[Symbol.asyncDispose]());

describe.each(Object.entries(kinds))(
  'the twin of an index of %s',
  (name, { content, recordAt }) => {
    const settings: NewIndex = { name, ...place, ...content };
    let twin: string;

    beforeAll(async () => {
      await bench.source().createIndex(settings, signal);
      const index = await bench.sourceIndex(name);
      const records = Array.from({ length: count }, (_, at) => recordAt(at));
      await index.upsert(defaultNamespace, records, signal);
    });

    it('has all records after a pull, at the price of their preview', async () => {
      const outcome = await bench.pull(name);
      ({ twin } = outcome);
      expect(outcome).toMatchObject({ state: 'complete', records: count, readUnits: 2 + 13 });
      const source = await bench.sourceRecords(name);
      expect(source.size).toBe(count);
      expect(await bench.twinRecords(twin)).toEqual(source);
    });

    it('has what was added, changed and deleted after a refresh', async () => {
      const index = await bench.sourceIndex(name);
      const changed = { ...recordAt(3), metadata: { title: 'changed', at: -1 } };
      await index.upsert(defaultNamespace, [recordAt(count), changed], signal);
      await index.delete({ namespace: defaultNamespace, ids: [idOf(0), idOf(77)] }, signal);
      const refreshes = bench.refreshes();
      const preview = await refreshes.preview(twin, signal);
      const outcome = await refreshes.run(preview, 'contents', { signal, onProgress });
      expect(outcome).toMatchObject({ state: 'complete', added: 1, changed: 1, removed: 2 });
      expect(await bench.twinRecords(twin)).toEqual(await bench.sourceRecords(name));
    });

    it('is pushed to another index without a difference', async () => {
      await bench.source().createIndex({ ...settings, name: `${name}-again` }, signal);
      const [local, cloud] = [bench.engine(), bench.source()];
      const copies = new Copies({
        connections: {
          checkWritable: () => undefined,
          open: async ({ kind }) => (kind === 'local' ? local : cloud),
          openForWriting: async () => cloud,
        },
        catalog: { invalidate: () => undefined },
        state: new MemoryState(),
        now: Date.now,
        freshnessWaitsMs: [0],
      });
      const route: CopyRoute = {
        source: { environment: localEnvironment, index: twin, namespace: defaultNamespace },
        target: { environment: staging, index: `${name}-again`, namespace: defaultNamespace },
      };
      const outcome = await copies.run(route, 'missing', count - 1, { signal, onProgress });
      expect(outcome).toMatchObject({ state: 'complete', missing: 0 });
      expect(await bench.sourceRecords(`${name}-again`)).toEqual(await bench.twinRecords(twin));
    });
  },
);

it('the refresh of a twin is refused when the documents have other fields now', async () => {
  const create = async (fields: object): Promise<void> => {
    const content = { kind: 'documents', textFields: ['title'] } as const;
    await bench
      .source()
      .createIndex({ name: 'other', ...place, ...content, fields: { ...fields } }, signal);
    const document = { id: 'a', metadata: { title: 'one', body: 'two' } };
    await (await bench.sourceIndex('other')).upsert(defaultNamespace, [document], signal);
  };
  const text = { type: 'string', full_text_search: {} };
  await create({ title: text });
  const { twin } = await bench.pull('other');
  await bench.source().deleteIndex('other', signal);
  await create({ title: text, body: text });
  await expect(bench.refreshes().preview(twin, signal)).rejects.toThrow(/other fields now/);
});

function idOf(at: number): string {
  return `record-${String(at).padStart(3, '0')}`;
}
