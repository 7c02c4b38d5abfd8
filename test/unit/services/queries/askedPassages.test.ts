import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { silentLog } from '../../../../src/common/log.ts';
import { Secret } from '../../../../src/common/secret.ts';
import { SentenceEmbedder } from '../../../../src/engine/embedding/sentences/sentenceEmbedder.ts';
import { localEnvironment } from '../../../../src/model/environment.ts';
import type { QueryCell } from '../../../../src/model/notebook/cell.ts';
import { createPineconeClient } from '../../../../src/pinecone/restPineconeClient.ts';
import type { CellOutcome } from '../../../../src/protocol/notebook.ts';
import { Embeddings } from '../../../../src/services/embedding/embeddings.ts';
import { explainQuery } from '../../../../src/services/notebook/runExplain.ts';
import { QueryRunner, type QueryDeps } from '../../../../src/services/queries/queryRunner.ts';
import { programQuery, shownRequests } from '../../../../src/services/queries/shownRequests.ts';
import { newest, TestEngine } from '../../engine/testEngine.ts';
import { cell } from '../fakeProject.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const neverAborts = new AbortController().signal;
const passages = [
  { id: 'refund', body: 'Customers may return a product within 30 days and get their money back.' },
  { id: 'parking', body: 'The car park behind the building is free of charge on weekends.' },
  { id: 'kitchen', body: 'Please clean the coffee machine after use.' },
];
const question = 'how do I get my money back';

/** Three indexes of the same passages: of dense vectors, of sparse ones, and of documents. */
describe('queries of passages on the engine', () => {
  const sentences = new SentenceEmbedder({ modelsFolders: [path.resolve('media/models')] });
  let engine: TestEngine;
  let deps: QueryDeps;
  let runner: QueryRunner;
  beforeAll(async () => {
    engine = new TestEngine(undefined, undefined, { sentences });
    const endpoint = { url: engine.url, key: new Secret(TestEngine.key) };
    const client = createPineconeClient({
      endpoint,
      access: 'write',
      log: silentLog,
      fetch: (url, init) => {
        if (typeof init.body === 'string') sent.push(`${url} ${init.body}`);
        return engine.fetch(url, init);
      },
    });
    const connections = { open: () => Promise.resolve(client) };
    deps = {
      environments: { byName: () => localEnvironment },
      catalog: {
        index: (_, name, signal) => client.describeIndex(name, signal),
        expire: () => undefined,
      },
      connections,
      embeddings: new Embeddings({
        connections,
        chosenModel: (_, name) =>
          name === 'dense' ? { provider: 'local', model: 'all-MiniLM-L6-v2' } : undefined,
        providers: { embed: () => Promise.reject(new Error('There is no provider')) },
      }),
      now: () => 0,
    };
    runner = new QueryRunner(deps);
    await fill(engine, client);
  });
  afterAll(() => {
    engine.close();
    sentences.dispose();
  });

  const sent: string[] = [];

  const run = (index: string, change: Partial<QueryCell>): Promise<CellOutcome> => {
    const asked = { ...cell, input: { by: 'text', value: question }, ...change } as const;
    return runner.run(asked, { environment: 'local', index, namespace: '' }, neverAborts);
  };
  const idsOf = (outcome: CellOutcome): unknown =>
    outcome.kind === 'hits' ? outcome.hits.map(({ id }) => id) : outcome;

  it('rerank hits by the model of the engine, and tell where each was before', async () => {
    const input = { by: 'id', value: 'kitchen' } as const;
    const outcome = await run('dense', {
      input,
      rerank: 'all-MiniLM-L6-v2',
      rerankQuery: question,
      rerankTop: '2',
    });
    expect(outcome).toMatchObject({
      kind: 'hits',
      scoredBy: 'rerank',
      usage: { rerankUnits: 1 },
      hits: [{ id: 'refund', before: { rank: expect.any(Number) } }, { before: {} }],
    });
    const [first] = outcome.kind === 'hits' ? outcome.hits : [];
    expect([first?.before?.rank === 1, (first?.score ?? 0) > 0.3]).toEqual([false, true]);
  });

  it.each([
    [{ rerank: 'bge-reranker-v2-m3' }, 'rerank', 'does not have the reranking model'],
    [{ rerank: 'all-MiniLM-L6-v2', rerankField: 'title' }, 'rerank', 'have no text in “title”'],
    [
      { rerank: 'all-MiniLM-L6-v2', input: { by: 'id', value: 'refund' } as const },
      'rerank',
      'Type under “rerank query” the text',
    ],
    [{ rerank: 'bge-reranker-v2-m3', topK: 101 }, 'topK', 'reranks at most 100 hits'],
    [{ rerank: 'all-MiniLM-L6-v2', rerankTop: '0' }, 'rerankTop', 'a whole number from 1'],
    [{ otherIndexes: 'nowhere' }, 'otherIndexes', '“nowhere” cannot be queried: there is no such'],
    [{ otherIndexes: 'sparse', fusion: 'score' }, 'fusion', 'choose rrf, which counts ranks'],
    [{ fusion: 'max' }, 'fusion', 'Choose for “fusion” rrf (ranks) or score'],
    [{ searchFields: 'body' }, 'searchFields', 'holds no documents'],
    [{ filter: '{ "a": { "$match_all": "b" } }' }, 'filter', 'only document indexes have'],
    [{ filter: '{ "a": { "$match_all": 1 } }' }, 'filter', '“$match_all” needs a text'],
    [{ sparse: '1: 1', sparseText: 'a' }, 'sparseText', 'leave one of them out'],
    [
      { input: { by: 'query string', value: 'body:car' } as const },
      'input',
      'holds no documents: query it by text, id or vector',
    ],
  ])('say what is wrong with %j', async (change, field, message) => {
    const problem = { field, message: expect.stringContaining(message) };
    expect(await run('dense', change)).toMatchObject({ kind: 'invalid', problems: [problem] });
  });

  it('ask a sparse index by a text', async () => {
    expect(idsOf(await run('sparse', { input: { by: 'text', value: 'coffee' } }))).toEqual([
      'kitchen',
    ]);
  });

  it.each<[string, Partial<QueryCell>, string, object]>([
    [
      'sparse',
      { input: { by: 'text', value: 'coffee' } },
      'kitchen',
      {
        verdict: 'found',
        rank: 1,
        parts: { dense: 0, sparse: 1, terms: [{ name: 'coffe', product: 1 }] },
      },
    ],
    ['sparse', { input: { by: 'text', value: 'coffee' } }, 'refund', { verdict: 'unfound' }],
    [
      'papers',
      { input: { by: 'query string', value: 'body:machine' } },
      'kitchen',
      { verdict: 'found', rank: 1 },
    ],
    [
      'papers',
      { input: { by: 'text', value: 'machine' }, filter: '{ "title": "money" }' },
      'kitchen',
      { verdict: 'filtered', rankWithoutFilter: 1 },
    ],
  ])('explain hits of %s by %j', async (index, change, id, expected) => {
    const binding = { environment: 'local', index, namespace: '' };
    const outcome = await explainQuery(
      { ...deps, queries: runner },
      { ...cell, ...change },
      binding,
      [id],
      neverAborts,
    );
    expect(outcome).toMatchObject({ kind: 'explanations', explanations: [expected] });
  });

  it('fuse a dense and a sparse index by rank, each hit with its place in both', async () => {
    const input = { by: 'text', value: 'where is the car park' } as const;
    const outcome = await run('dense', { input, otherIndexes: 'sparse', topK: 2 });
    expect(outcome).toMatchObject({
      scoredBy: 'rrf',
      hits: [
        {
          id: 'parking',
          score: 2 / 61,
          origins: [
            { index: 'dense', rank: 1 },
            { index: 'sparse', rank: 1 },
          ],
        },
        { score: 1 / 62, origins: [{ index: 'dense', rank: 2 }] },
      ],
    });
  });

  it('weigh a dense part against the sparse part of a text', async () => {
    const by = (alpha: string): Promise<CellOutcome> =>
      run('hybrid', { input: { by: 'id', value: 'refund' }, sparseText: 'coffee machine', alpha });
    const firsts = [await by('0'), await by('1')].map((outcome) =>
      outcome.kind === 'hits' ? outcome.hits[0]?.id : outcome,
    );
    expect(firsts).toEqual(['kitchen', 'refund']);
  });

  it('search documents by words, by a query string, by a vector and by sparse values', async () => {
    const value = 'body:machine NOT title:money';
    const asked = [
      await run('papers', { input: { by: 'text', value: 'coffee' }, searchFields: 'body' }),
      await run('papers', { input: { by: 'query string', value } }),
      await run('papers', { input: { by: 'vector', value: '1, 0' }, topK: 1 }),
      await run('papers', { input: { by: 'id', value: 'parking' }, topK: 1 }),
      await run('terms', { input: { by: 'text', value: '' }, sparse: '7: 1' }),
    ];
    const filter = '{ "body": { "$match_phrase": "car park" } }';
    const among = await run('papers', { input: { by: 'text', value: 'building coffee' }, filter });
    expect(idsOf(among)).toEqual(['parking']);
    expect(asked.map(idsOf)).toEqual([
      ['kitchen'],
      ['kitchen'],
      ['refund'],
      ['parking'],
      ['parking'],
    ]);
  });

  it.each<[string, Partial<QueryCell>]>([
    ['dense', { filter: '{ "body": { "$exists": true } }', includeValues: true }],
    ['hybrid', { input: { by: 'id', value: 'refund' }, sparseText: 'coffee', alpha: '0.3' }],
    ['papers', { input: { by: 'id', value: 'parking' } }],
    ['papers', { searchFields: 'body', otherNamespaces: 'elsewhere' }],
    ['terms', { input: { by: 'query string', value: 'body:coffee' } }],
    ['dense', { otherIndexes: 'sparse' }],
  ])('show the requests that are sent: %s %j', async (index, change) => {
    const binding = { environment: 'local', index, namespace: '' };
    const asked = { ...cell, input: { by: 'text', value: question }, ...change } as const;
    const prepared = await runner.prepare(asked, binding, neverAborts);
    if (prepared.kind !== 'prepared') throw new Error(JSON.stringify(prepared));
    sent.length = 0;
    await runner.run(asked, binding, neverAborts);
    const searches = sent.filter((one) => /\/(?:query|search) /.test(one));
    expect(
      prepared.searches.map(({ index: { host }, request: { path: where, body } }) => {
        return `${host}/${where} ${JSON.stringify(body)}`;
      }),
    ).toEqual(searches);
  });

  it('show a reranking without its documents, and copy the query as code', async () => {
    const binding = { environment: 'local', index: 'papers', namespace: '' };
    const asked = { ...cell, input: { by: 'text', value: 'coffee' }, rerank: 'all-MiniLM-L6-v2' };
    const prepared = await runner.prepare(asked as QueryCell, binding, neverAborts);
    if (prepared.kind !== 'prepared') throw new Error(JSON.stringify(prepared));
    expect(shownRequests(prepared)).toMatchObject([
      { title: expect.stringMatching(/^POST http.*\/documents\/search$/) },
      { title: 'POST /rerank', body: expect.stringContaining('"query": "coffee"') },
    ]);
    expect(programQuery(prepared)).toMatchObject({
      searches: [{ kind: 'documents', namespace: '__default__' }],
      remarks: ['The notebook then reranks the hits by all-MiniLM-L6-v2.'],
    });
  });

  it.each([
    [{ sparse: '7: 1' }, 'sparse', 'A search of documents has one part'],
    [{ searchFields: 'titel' }, 'searchFields', 'has no text field “titel”. It has'],
    [{ input: { by: 'vector', value: '1' } as const }, 'input', 'has 2 dimensions'],
    [
      { input: { by: 'text', value: '' } as const, sparse: '7: 1' },
      'input',
      'have no sparse vectors: query them by text',
    ],
  ])('say of documents what is wrong with %j', async (change, field, message) => {
    const problem = { field, message: expect.stringContaining(message) };
    expect(await run('papers', change)).toMatchObject({ kind: 'invalid', problems: [problem] });
  });
});

async function fill(
  engine: TestEngine,
  client: ReturnType<typeof createPineconeClient>,
): Promise<void> {
  const make = async (name: string, fields: object): Promise<void> => {
    const made = await engine.send('POST', '/indexes', { name, schema: { fields } }, newest);
    if (made.status !== 201) throw new Error(made.text);
  };
  const [dense, two] = [384, 2].map((dimension) => ({
    type: 'dense_vector',
    dimension,
    metric: 'dotproduct',
  }));
  const text = { type: 'string', full_text_search: {} };
  await make('dense', { _values: dense });
  await make('hybrid', { _values: dense, _sparse_values: { type: 'sparse_vector' } });
  await make('sparse', { _sparse_values: { type: 'sparse_vector' } });
  await make('papers', { title: text, body: text, place: two });
  await make('terms', { body: text, weights: { type: 'sparse_vector' } });
  const bodies = passages.map(({ body }) => body);
  const vectors = await client.embed('all-MiniLM-L6-v2', bodies, neverAborts);
  const sparse = await Promise.all(
    bodies.map((body) => client.embedSparse('english-terms', body, neverAborts)),
  );
  for (const [at, { id, body }] of passages.entries()) {
    const metadata = { body };
    const values = vectors[at];
    const sparseValues = { indices: sparse[at]!.indices, values: sparse[at]!.values };
    await engine.upsert('dense', [{ id, values, metadata }]);
    await engine.upsert('hybrid', [{ id, values, sparseValues, metadata }]);
    await engine.upsert('sparse', [{ id, sparseValues, metadata }]);
    const weights = { indices: [at === 1 ? 7 : 8], values: [1] };
    const write = (index: string, more: object): Promise<unknown> =>
      engine.send(
        'POST',
        `/_i/${index}/namespaces/__default__/documents/upsert`,
        { documents: [{ _id: id, body, ...more }] },
        newest,
      );
    await write('papers', { title: id === 'refund' ? 'money' : 'house', place: [1 - at, at % 2] });
    await write('terms', { weights });
  }
}
