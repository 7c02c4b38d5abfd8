// What a program does with the official TypeScript client, in each of its major versions. Prints one line for a step.
import { readFileSync } from 'node:fs';
import { Pinecone } from '@pinecone-database/pinecone';

const about = readFileSync('node_modules/@pinecone-database/pinecone/package.json', 'utf8');
const major = Number(JSON.parse(about).version.split('.')[0]);
const pinecone = new Pinecone({
  apiKey: process.env.PINECONE_API_KEY,
  controllerHostUrl: process.env.ENGINE_URL,
});
const spec = { serverless: { cloud: 'aws', region: 'us-east-1' } };
let index;

await step('create', () =>
  pinecone.createIndex({
    name: 'films',
    dimension: 3,
    metric: 'cosine',
    spec,
    waitUntilReady: true,
  }),
);
await step('wait', async () => {
  const { host, status } = await pinecone.describeIndex('films');
  check(status.ready);
  index = indexAt('films', host).namespace('ns');
});
await step('upsert', () =>
  upsert([
    { id: 'doc-1', values: [1, 0, 0], metadata: { year: 1999 } },
    { id: 'doc-2', values: [0, 1, 0], metadata: { year: 2010 } },
    { id: 'other', values: [0, 0, 1], metadata: { year: 2020 } },
  ]),
);
await step('query', async () => {
  const filter = { year: { $gt: 2000 } };
  const { matches } = await index.query({ vector: [1, 0.5, 0], topK: 2, filter });
  check(matches[0].id === 'doc-2' && matches.length === 2);
});
await step('fetch', async () => {
  const { records } = await index.fetch(major >= 7 ? { ids: ['doc-1'] } : ['doc-1']);
  check(records['doc-1'].metadata.year === 1999);
});
await step('update', async () => {
  await index.update({ id: 'doc-1', metadata: { year: 2000 } });
  const { matches } = await index.query({ id: 'doc-1', topK: 1, includeMetadata: true });
  check(matches[0].metadata.year === 2000);
});
await step('list', async () => {
  const { vectors } = await index.listPaginated({ prefix: 'doc-' });
  check(vectors.map(({ id }) => id).join() === 'doc-1,doc-2');
});
await step('namespaces', async () => {
  const { namespaces } = await index.describeIndexStats();
  check(namespaces.ns.recordCount === 3);
  if (index.listNamespaces === undefined) return;
  const listed = await index.listNamespaces();
  check(listed.namespaces.some(({ name }) => name === 'ns'));
});
await step('delete', async () => {
  await index.deleteMany(major >= 7 ? { ids: ['other'] } : ['other']);
  const { totalRecordCount } = await index.describeIndexStats();
  check(totalRecordCount === 2);
  await pinecone.deleteIndex('films');
});
if (major < 5) console.log('records\tskipped\tthe client has no integrated records');
else
  await step('records', async () => {
    const created = await pinecone.createIndexForModel({
      name: 'notes',
      cloud: 'aws',
      region: 'us-east-1',
      embed: { model: 'multilingual-e5-large', fieldMap: { text: 'body' } },
      waitUntilReady: true,
    });
    const notes = indexAt('notes', created.host).namespace('ns');
    const records = [
      { id: 'a', body: 'Customers get their money back within 30 days.' },
      { id: 'b', body: 'The car park is free on weekends.' },
    ];
    await notes.upsertRecords(major >= 7 ? { records } : records);
    const query = { topK: 1, inputs: { text: 'Where can I leave my vehicle?' } };
    const { result } = await notes.searchRecords({ query });
    check(result.hits[0]._id === 'b');
  });

// What the quick start of the documentation does.
await step('tutorial', async () => {
  const name = 'quickstart';
  const { indexes = [] } = await pinecone.listIndexes();
  if (!indexes.some((one) => one.name === name))
    await pinecone.createIndex({
      name,
      dimension: 2,
      metric: 'cosine',
      spec,
      waitUntilReady: true,
    });
  const quickstart = major >= 9 ? pinecone.index({ name }) : pinecone.index(name);
  const records = [
    { id: 'vec1', values: [1, 0] },
    { id: 'vec2', values: [0, 1] },
  ];
  await quickstart.upsert(major >= 7 ? { records } : records);
  const { matches } = await quickstart.query({ vector: [1, 0.1], topK: 2, includeValues: true });
  check(matches.map(({ id }) => id).join() === 'vec1,vec2' && matches[0].values.join() === '1,0');
  await pinecone.deleteIndex(name);
});

function indexAt(name, host) {
  return major >= 7 ? pinecone.index({ name, host }) : pinecone.index(name, host);
}

function upsert(records) {
  return index.upsert(major >= 7 ? { records } : records);
}

function check(isTrue) {
  if (!isTrue) throw new Error('another answer than expected');
}

async function step(name, run) {
  try {
    await run();
    console.log(`${name}\tok`);
  } catch (error) {
    console.log(`${name}\tfailed\t${String(error).replaceAll(/\s+/g, ' ')}`);
  }
}
