import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { silentLog } from '../../../../src/common/log.ts';
import { Secret } from '../../../../src/common/secret.ts';
import { localEnvironment } from '../../../../src/model/environment.ts';
import { printNotebook } from '../../../../src/model/notebook/printNotebook.ts';
import type { VectorRecord } from '../../../../src/model/record.ts';
import { defaultNamespace } from '../../../../src/model/vectorIndex.ts';
import type { PineconeClient } from '../../../../src/pinecone/pineconeClient.ts';
import { createPineconeClient } from '../../../../src/pinecone/restPineconeClient.ts';
import { Embeddings } from '../../../../src/services/embedding/embeddings.ts';
import { EmbeddingProviders } from '../../../../src/services/embedding/embeddingProviders.ts';
import { comparisonNotebook } from '../../../../src/services/reembedding/comparisonNotebook.ts';
import { Reembedding } from '../../../../src/services/reembedding/reembedding.ts';
import type { ReembeddingPlan } from '../../../../src/services/reembedding/reembeddingPlan.ts';
import {
  previewReembedding,
  priceOfReembedding,
} from '../../../../src/services/reembedding/reembeddingPreview.ts';
import { startEngine, type EngineProcess } from '../../../support/engineProcess.ts';
import { writeTinyTransformer } from '../../../support/models/tinyTransformer.ts';
import { temporaryFolder } from '../../engine/testEngine.ts';

const { signal } = new AbortController();
const onProgress = (): void => undefined;
const other = 'other';
/** Records of the default namespace: more than two batches. */
const count = 250;

const recordAt = (at: number): VectorRecord => ({
  id: `r${String(at).padStart(3, '0')}`,
  values: [1, at],
  metadata: { at, text: at % 2 === 0 ? 'dog' : 'cat' },
});
/** What the model makes of the texts: the mean of the vectors of [CLS], the word and [SEP]. */
const vectors: Readonly<Record<string, readonly number[]>> = {
  dog: [5 / 3, 0, 1, 0],
  cat: [4 / 3, 2 / 3, 1, 0],
};

/** A real engine with a model of its own. */
describe('a copy to another model', () => {
  let engine: EngineProcess;
  let service: PineconeClient;
  let state: Map<string, string>;
  let embedded: number;
  let reembedding: Reembedding;
  let plan: ReembeddingPlan;

  beforeAll(async () => {
    const folder = path.join(temporaryFolder(), 'tiny');
    writeTinyTransformer(folder);
    engine = await startEngine({ args: ['--models', folder] });
    const endpoint = { url: engine.url, key: new Secret(engine.key) };
    service = createPineconeClient({ endpoint, access: 'write', log: silentLog });
    const { host } = await service.createIndex(indexOf('articles', 2), signal);
    const client = service.index(host);
    const records = Array.from({ length: count }, (_, at) => recordAt(at));
    await client.upsert(defaultNamespace, records, signal);
    await client.upsert(other, [recordAt(900), { id: 'bare', values: [1, 1] }], signal);
  }, 60_000);
  afterAll(() => engine.stop());

  beforeEach(async () => {
    await service.deleteIndex('new', signal).catch(() => undefined);
    await service.createIndex(indexOf('new', 4), signal);
    state = new Map();
    embedded = 0;
    const connections = {
      checkWritable: () => undefined,
      open: async () => service,
      openForWriting: async () => service,
    };
    const embeddings = new Embeddings({
      connections,
      chosenModel: () => undefined,
      providers: new EmbeddingProviders({
        endpoints: () => [],
        keyOf: async () => undefined,
        ask: async () => false,
        agreed: { has: () => false, add: async () => undefined },
        client: { embed: async () => [], listModels: async () => [] },
      }),
    });
    reembedding = new Reembedding({
      connections,
      catalog: { invalidate: () => undefined },
      embeddings: {
        embed: (request, both) => {
          embedded += request.texts.length;
          return embeddings.embed(request, both);
        },
      },
      // As it is after the window was closed: text.
      state: {
        get: (key) => {
          const text = state.get(key);
          return text === undefined ? undefined : (JSON.parse(text) as unknown);
        },
        set: (key, value) =>
          void (value === undefined ? state.delete(key) : state.set(key, JSON.stringify(value))),
      },
      now: Date.now,
    });
    const preview = await previewReembedding(connections, placeOf('articles'), signal);
    plan = {
      source: placeOf('articles'),
      target: placeOf('new'),
      model: { provider: 'local', model: 'tiny', textField: preview.textField ?? '' },
      namespaces: preview.namespaces,
      total: preview.total,
    };
  });

  const recordsOf = async (index: string, namespace: string): Promise<readonly VectorRecord[]> => {
    const { host } = await service.describeIndex(index, signal);
    const client = service.index(host);
    const all: VectorRecord[] = [];
    let next: string | undefined;
    do {
      const page = { limit: 100, ...(next !== undefined && { next }) };
      const { value } = await client.list(namespace, page, signal);
      if (value.items.length > 0)
        all.push(...(await client.fetch(namespace, value.items, signal)).value);
      ({ next } = value);
    } while (next !== undefined);
    return all;
  };

  it('keeps ids, metadata and namespaces, and has the vectors of the model', async () => {
    const outcome = await reembedding.run(plan, { signal, onProgress });
    expect(outcome).toMatchObject({ written: count + 1, leftOut: 1 });
    const [before, after] = [
      await recordsOf('articles', defaultNamespace),
      await recordsOf('new', defaultNamespace),
    ];
    expect(after.map(({ id, metadata }) => ({ id, metadata }))).toEqual(
      before.map(({ id, metadata }) => ({ id, metadata })),
    );
    const wrong = after.filter(
      ({ values, metadata }) => !isNear(values, vectors[String(metadata['text'])]),
    );
    expect(wrong).toEqual([]);
    expect((await recordsOf('new', other)).map(({ id }) => id)).toEqual(['r900']);
  });

  it('reports that a record without a text was left out', async () => {
    const outcome = await reembedding.run(plan, { signal, onProgress });
    expect(outcome).toMatchObject({
      state: 'incomplete',
      shortfalls: [{ kind: 'unfit', count: 1 }],
    });
    expect(reembedding.unfinished(plan.source)).toBeUndefined();
  });

  it('continues after it was cancelled, and embeds no text of a finished batch again', async () => {
    const stop = new AbortController();
    const first = await reembedding.run(plan, {
      signal: stop.signal,
      onProgress: ({ done }) => {
        if (done >= 100) stop.abort();
      },
    });
    expect(first.state).toBe('cancelled');
    const checkpoint = reembedding.unfinished(plan.source);
    const written = checkpoint?.written.count ?? 0;
    expect(written).toBeGreaterThanOrEqual(100);
    embedded = 0;
    const second = await reembedding.run(plan, { signal, onProgress }, checkpoint);
    expect([second.written, embedded]).toEqual([count + 1, count + 1 - written]);
    expect(await recordsOf('new', defaultNamespace)).toHaveLength(count);
  });

  it('estimates the price before anything is embedded', async () => {
    const preview = await previewReembedding({ open: async () => service }, plan.source, signal);
    const price = priceOfReembedding(preview, 'text', 4);
    // Three characters are less than one token.
    expect(price).toMatchObject({ readUnits: 3 + 26, tokens: Math.ceil((3 / 4) * (count + 2)) });
    expect(embedded).toBe(0);
  });

  it('refuses an index of documents', async () => {
    await service.createIndex(
      {
        name: 'papers',
        kind: 'documents',
        textFields: ['text'],
        cloud: 'aws',
        region: 'us-east-1',
      },
      signal,
    );
    const preview = previewReembedding({ open: async () => service }, placeOf('papers'), signal);
    await expect(preview).rejects.toMatchObject({
      kind: 'badInput',
      message: expect.stringContaining('“papers” holds documents'),
    });
  });

  it('ends with a notebook that asks both indexes the same', async () => {
    const { sample } = await previewReembedding({ open: async () => service }, plan.source, signal);
    const notebook = comparisonNotebook({ plan, sample, asksByText: true, words: 'Both' });
    expect(notebook.cells.map(({ kind }) => kind)).toEqual([
      'text',
      ...Array.from({ length: 3 }, () => ['query', 'query', 'compare']).flat(),
    ]);
    const text = printNotebook(notebook);
    expect(text).toContain('queries: before-1, after-1');
    expect(text).toMatch(/### query after-1\nindex: new\ntext: dog/);
  });
});

function placeOf(index: string) {
  return { environment: localEnvironment, index };
}

function indexOf(name: string, dimension: number) {
  return { name, dimension, metric: 'cosine', cloud: 'aws', region: 'us-east-1' } as const;
}

function isNear(values: readonly number[], expected: readonly number[] = []): boolean {
  return (
    values.length === expected.length &&
    values.every((value, at) => Math.abs(value - (expected[at] ?? 0)) < 1e-6)
  );
}
