// What a program does with Genkit.
import { genkit } from 'genkit';
import { Document } from 'genkit/retriever';
import {
  createPineconeIndex,
  deletePineconeIndex,
  describePineconeIndex,
  pinecone,
} from 'genkitx-pinecone';
import { apiKey, check, engineUrl, run, spec } from './steps.mjs';

const places = { one: [1, 0, 0], two: [0, 1, 0], three: [0, 0, 1], 'near two': [0.1, 1, 0] };
const clientParams = { apiKey, controllerHostUrl: engineUrl };
const name = 'films';
const ai = genkit({
  plugins: [pinecone([{ indexId: name, embedder: 'places', clientParams, contentKey: 'text' }])],
});
ai.defineEmbedder({ name: 'places' }, async (documents) => ({
  embeddings: documents.map(({ text }) => ({ embedding: places[text] })),
}));
const indexer = `pinecone/${name}`;

await run({
  create: () =>
    createPineconeIndex({
      clientParams,
      options: { name, dimension: 3, metric: 'cosine', spec, waitUntilReady: true },
    }),
  wait: async () => {
    const { status } = await describePineconeIndex({ clientParams, name });
    check(status.ready);
  },
  upsert: () =>
    ai.index({
      indexer,
      documents: [documentOf('one', 1999), documentOf('two', 2010), documentOf('three', 2020)],
      options: { namespace: 'ns' },
    }),
  query: async () => {
    // Its retriever has a filter among its options and does not send it.
    const found = await search('ns', { k: 2 });
    check(found.map(({ text }) => text).join() === 'two,one' && found[0].metadata.year === 2010);
  },
  fetch: undefined,
  update: async () => {
    await ai.index({ indexer, documents: [documentOf('one', 1999)], options: { namespace: 'ns' } });
    check((await search('ns', { k: 9 })).length === 3);
  },
  list: undefined,
  namespaces: async () => check((await search('empty', { k: 1 })).length === 0),
  delete: () => deletePineconeIndex({ clientParams, name }),
  records: undefined,
});

function documentOf(text, year) {
  return Document.fromText(text, { year });
}

function search(namespace, options) {
  return ai.retrieve({ retriever: indexer, query: 'near two', options: { ...options, namespace } });
}
