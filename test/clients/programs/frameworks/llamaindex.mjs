// What a program does with LlamaIndex.TS. It passes the key alone to the official client, so requests to the cloud are
// sent to the engine instead.
import { NodeRelationship, TextNode } from '@llamaindex/core/schema';
import { FilterOperator, VectorStoreQueryMode } from '@llamaindex/core/vector-store';
import { PineconeVectorStore } from '@llamaindex/pinecone';
import { Pinecone } from '@pinecone-database/pinecone';
import { apiKey, check, engineUrl, run, spec } from './steps.mjs';

const cloud = 'https://api.pinecone.io';
const send = globalThis.fetch;
globalThis.fetch = (input, init) => {
  const request = new Request(input, init);
  if (!request.url.startsWith(cloud)) return send(request);
  return send(new Request(engineUrl + request.url.slice(cloud.length), request));
};

const pinecone = new Pinecone({ apiKey });
const store = storeOf('ns');

await run({
  create: () =>
    pinecone.createIndex({
      name: 'films',
      dimension: 3,
      metric: 'cosine',
      spec,
      waitUntilReady: true,
    }),
  wait: async () => {
    const { status } = await pinecone.describeIndex('films');
    check(status.ready);
  },
  upsert: () =>
    store.add([
      nodeOf('doc-1', [1, 0, 0], 1999),
      nodeOf('doc-2', [0, 1, 0], 2010),
      nodeOf('other', [0, 0, 1], 2020),
    ]),
  query: async () => {
    const filter = { key: 'year', value: 2000, operator: FilterOperator.GT };
    const { nodes } = await search(store, { similarityTopK: 2, filters: { filters: [filter] } });
    check(nodes.map(({ text }) => text).join() === 'doc-2,other');
  },
  fetch: undefined,
  update: async () => {
    await store.add([nodeOf('doc-1', [1, 0, 0], 2000)]);
    const { nodes } = await search(store, { similarityTopK: 1 });
    check(nodes[0].metadata.year === 2000);
  },
  list: undefined,
  namespaces: async () => {
    const { ids } = await search(storeOf('empty'), {});
    check(ids.length === 0);
  },
  delete: async () => {
    await store.delete('document of other');
    check((await search(store, {})).ids.length === 2);
    await store.clearIndex();
    check((await search(store, {})).ids.length === 0);
    await pinecone.deleteIndex('films');
  },
  records: undefined,
});

function storeOf(namespace) {
  const embeddingModel = { embedBatchSize: 10, transform: async (nodes) => nodes };
  return new PineconeVectorStore({ indexName: 'films', namespace, embeddingModel, apiKey });
}

function nodeOf(text, embedding, year) {
  const source = { nodeId: `document of ${text}`, metadata: {} };
  const relationships = { [NodeRelationship.SOURCE]: source };
  return new TextNode({ id_: text, text, embedding, metadata: { year }, relationships });
}

function search(of, what) {
  const mode = VectorStoreQueryMode.DEFAULT;
  return of.query({ queryEmbedding: [1, 0.5, 0], similarityTopK: 9, mode, ...what });
}
