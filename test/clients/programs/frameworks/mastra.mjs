// What a program does with Mastra.
import { PineconeVector } from '@mastra/pinecone';
import { apiKey, check, engineUrl, run } from './steps.mjs';

const indexName = 'films';
const store = new PineconeVector({ id: 'engine', apiKey, controllerHostUrl: engineUrl });

await run({
  create: () => store.createIndex({ indexName, dimension: 3, metric: 'cosine' }),
  wait: async () => {
    const { dimension, count } = await store.describeIndex({ indexName });
    check(dimension === 3 && count === 0);
  },
  upsert: () =>
    store.upsert({
      indexName,
      namespace: 'ns',
      ids: ['doc-1', 'doc-2', 'other'],
      vectors: [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ],
      metadata: [{ year: 1999 }, { year: 2010 }, { year: 2020 }],
    }),
  query: async () => {
    const found = await search({ topK: 2, filter: { year: { $gt: 2000 } } });
    check(found.length === 2 && found[0].id === 'doc-2');
  },
  fetch: undefined,
  update: async () => {
    const update = { metadata: { year: 2000 } };
    await store.updateVector({ indexName, namespace: 'ns', id: 'doc-1', update });
    const [first] = await search({ topK: 1 });
    check(first.id === 'doc-1' && first.metadata.year === 2000);
  },
  list: undefined,
  namespaces: async () => {
    const { namespaces } = await store.describeIndex({ indexName });
    check(namespaces.ns.recordCount === 3);
    check((await search({ namespace: 'empty' })).length === 0);
  },
  delete: async () => {
    await store.deleteVector({ indexName, namespace: 'ns', id: 'other' });
    check((await search({ topK: 9 })).length === 2);
    await store.deleteIndex({ indexName });
    check((await store.listIndexes()).length === 0);
  },
  records: undefined,
});

function search(what) {
  return store.query({ indexName, namespace: 'ns', queryVector: [1, 0.5, 0], ...what });
}
