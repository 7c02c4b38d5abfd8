import { Document } from '@langchain/core/documents';
import { PineconeEmbeddings, PineconeStore } from '@langchain/pinecone';
import { Pinecone } from 'pinecone-5';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startEngine, type EngineProcess } from '../../support/engineProcess.ts';
import { makeWordModel, tinyModel } from '../../support/wordModel.ts';
import { clientTitle } from './clientTitle.ts';

const documents = [
  new Document({ pageContent: 'the dog', metadata: { kind: 'pet', legs: 4 } }),
  new Document({ pageContent: 'a puppy', metadata: { kind: 'pet', legs: 4 } }),
  new Document({ pageContent: 'one car', metadata: { kind: 'thing', legs: 0 } }),
];

describe.each([clientTitle('@langchain/pinecone')])('%s', () => {
  let engine: EngineProcess;
  let store: PineconeStore;
  beforeAll(async () => {
    engine = await startEngine();
    await makeWordModel(engine);
    vi.stubEnv('PINECONE_API_KEY', engine.key);
    const config = { apiKey: engine.key, controllerHostUrl: engine.url };
    const pinecone = new Pinecone(config);
    const created = await pinecone.createIndex({
      name: 'langchain',
      dimension: 2,
      spec: { serverless: { cloud: 'aws', region: 'us-east-1' } },
      waitUntilReady: true,
    });
    // It embeds with the engine too.
    const embeddings = new PineconeEmbeddings({ ...config, model: tinyModel });
    const pineconeIndex = pinecone.index('langchain', created?.host);
    store = await PineconeStore.fromExistingIndex(embeddings, { pineconeIndex, namespace: 'docs' });
    await store.addDocuments(documents, { ids: ['1', '2', '3'] });
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await engine.stop();
  });

  it('finds what is similar to a text, with scores', async () => {
    const found = await store.similaritySearchWithScore('dog', 2);
    expect(found.map(([{ pageContent }]) => pageContent)).toEqual(['the dog', 'a puppy']);
    expect(found[0]?.[1]).toBe(1);
    expect(found[0]?.[0].metadata).toEqual({ kind: 'pet', legs: 4 });
  });

  it('filters', async () => {
    const found = await store.similaritySearch('puppy', 3, { legs: { $lt: 4 } });
    expect(found.map(({ pageContent }) => pageContent)).toEqual(['one car']);
  });

  it('chooses what is similar and yet differs', async () => {
    const found = await store.maxMarginalRelevanceSearch('puppy', { k: 2, fetchK: 3, lambda: 0 });
    expect(found.map(({ pageContent }) => pageContent)).toEqual(['a puppy', 'one car']);
  });

  it('retrieves', async () => {
    const found = await store.asRetriever(1).invoke('car');
    expect(found.map(({ pageContent }) => pageContent)).toEqual(['one car']);
  });

  it('replaces a document, deletes by id and by filter, and deletes all', async () => {
    const changed = new Document({ pageContent: 'a car again', metadata: { kind: 'thing' } });
    await store.addDocuments([changed], { ids: ['3'] });
    expect((await store.similaritySearch('car', 1))[0]?.pageContent).toBe('a car again');
    await store.delete({ ids: ['1'] });
    expect(await store.similaritySearch('puppy', 3)).toHaveLength(2);
    await store.delete({ filter: { kind: 'thing' } });
    expect(await store.similaritySearch('puppy', 3)).toHaveLength(1);
    await store.delete({ deleteAll: true });
    expect(await store.similaritySearch('puppy', 3)).toEqual([]);
  });
});
