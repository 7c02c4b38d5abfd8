// What a program does with LangChain for TypeScript.
import { Document } from '@langchain/core/documents';
import { PineconeEmbeddings, PineconeStore } from '@langchain/pinecone';
import { Pinecone } from '@pinecone-database/pinecone';
import { apiKey, check, engineUrl, run, spec } from './steps.mjs';

const places = { one: [1, 0, 0], two: [0, 1, 0], three: [0, 0, 1], 'near two': [0.1, 1, 0] };
const embeddings = {
  embedDocuments: async (texts) => texts.map((text) => places[text]),
  embedQuery: async (text) => places[text],
};
const pinecone = new Pinecone({ apiKey, controllerHostUrl: engineUrl });
let store;

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
    store = await storeOf('films', embeddings, 'ns');
  },
  upsert: async () => {
    const documents = [documentOf('one', 1999), documentOf('two', 2010), documentOf('three', 2020)];
    await store.addDocuments(documents, { ids: ['doc-1', 'doc-2', 'other'] });
  },
  query: async () => {
    const found = await store.similaritySearch('near two', 2, { year: { $gt: 2000 } });
    check(found[0].pageContent === 'two');
  },
  fetch: undefined,
  update: async () => {
    await store.addDocuments([documentOf('one', 2000)], { ids: ['doc-1'] });
    const [first] = await store.similaritySearch('one', 1);
    check(first.metadata.year === 2000);
  },
  list: undefined,
  namespaces: async () => {
    const other = await storeOf('films', embeddings, 'empty');
    check((await other.similaritySearch('one', 1)).length === 0);
  },
  delete: async () => {
    await store.delete({ ids: ['other'] });
    await store.delete({ filter: { year: 2010 } });
    const { namespaces } = await pinecone.index('films').describeIndexStats();
    check(namespaces.ns.recordCount === 1);
    await pinecone.deleteIndex('films');
  },
  records: async () => {
    await pinecone.createIndex({ name: 'notes', dimension: 1024, spec, waitUntilReady: true });
    const config = { apiKey, controllerHostUrl: engineUrl };
    const model = new PineconeEmbeddings({ ...config, model: 'multilingual-e5-large' });
    const notes = await storeOf('notes', model);
    const texts = [
      'Customers get their money back within 30 days.',
      'The car park is free on weekends.',
    ];
    await notes.addDocuments(texts.map((text) => documentOf(text, 2020)));
    const [first] = await notes.similaritySearch('Where can I leave my vehicle?', 1);
    check(first.pageContent === texts[1]);
  },
});

function documentOf(pageContent, year) {
  return new Document({ pageContent, metadata: { year } });
}

async function storeOf(name, model, namespace) {
  const { host } = await pinecone.describeIndex(name);
  return PineconeStore.fromExistingIndex(model, {
    pineconeIndex: pinecone.index(name, host),
    namespace,
  });
}
