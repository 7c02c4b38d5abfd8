import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newest, TestEngine, type Answer } from '../testEngine.ts';

const title = { type: 'string', full_text_search: {} };
const place = { type: 'dense_vector', dimension: 2, metric: 'dotproduct' };
const weights = { type: 'sparse_vector' };

/** Bodies that are valid JSON, and that no client means well. */
describe('what is refused at the door', () => {
  let engine: TestEngine;
  beforeEach(async () => {
    engine = new TestEngine();
    const indexes = {
      docs: { title, place, weights },
      dense: { _values: place, _sparse_values: weights },
    };
    for (const [name, fields] of Object.entries(indexes))
      await engine.send('POST', '/indexes', { name, schema: { fields } }, newest);
  });
  afterEach(() => engine.close());

  const send = (path: string, body: unknown): Promise<Answer> =>
    engine.send('POST', path, body, newest);
  const onDocs = (operation: string, body: string | object): Promise<Answer> =>
    send(`/_i/docs/namespaces/n/documents/${operation}`, body);
  const count = async (index: string): Promise<unknown> =>
    ((await send(`/_i/${index}/describe_index_stats`, {})).json as { totalVectorCount: number })
      .totalVectorCount;

  const deep = `${'[{"a":'.repeat(100_000)}1${'}]'.repeat(100_000)}`;
  const deepFilter = `${'{"$and":['.repeat(100_000)}{"a":1}${']}'.repeat(100_000)}`;

  it.each([
    [
      '/_i/dense/vectors/upsert',
      `{"vectors":[{"id":"a","values":[1,2],"metadata":{"x":${deep}}}]}`,
    ],
    ['/_i/dense/query', `{"topK":1,"vector":[1,2],"filter":${deepFilter}}`],
    ['/_i/docs/namespaces/n/documents/delete', `{"filter":${deepFilter}}`],
    [
      '/_i/docs/namespaces/n/documents/upsert',
      `{"documents":[{"_id":"a","title":"a","x":${deep}}]}`,
    ],
    ['/_vectorscope/pulls/dense/ids', `{"value":${deep}}`],
  ])('is JSON that is nested too deeply: %s', async (path, body) => {
    expect(await send(path, body)).toMatchObject({
      status: 400,
      text: expect.stringContaining('nested too deeply'),
    });
  });

  it('is text that is not UTF-8, instead of being kept otherwise than it was sent', async () => {
    const [before = '', after = ''] = JSON.stringify({
      vectors: [{ id: 'a', values: [1, 2], metadata: { text: 'caf?' } }],
    }).split('?');
    const body = new Blob([before, Uint8Array.of(0xe9), after]);
    expect(await send('/_i/dense/vectors/upsert', body)).toMatchObject({
      status: 400,
      json: { message: expect.stringContaining('UTF-8') },
    });
    expect(await count('dense')).toBe(0);
  });

  it.each([
    ['clauses', { score_by: Array.from({ length: 101 }, () => textClause('a')) }],
    ['fields', { score_by: [textClause('a', 101)] }],
    ['words', { score_by: [{ type: 'query_string', query: 'a '.repeat(1025) }] }],
    [
      'conditions',
      {
        score_by: [textClause('a')],
        filter: { $and: Array.from({ length: 101 }, () => ({ title: { $match_any: 'a' } })) },
      },
    ],
  ])('is a search for more %s than one search may have', async (what, search) => {
    await onDocs('upsert', { documents: [{ _id: 'a', title: 'a' }] });
    const reply = await onDocs('search', { top_k: 1, ...search });
    expect(reply).toMatchObject({
      status: 400,
      json: { error: { message: expect.stringMatching(new RegExp(`at most [\\d,]+ ${what}`)) } },
    });
  });

  const wrong = [
    '1e39',
    '-1e39',
    '3.5e38',
    '1e999',
    '-1e999',
    '"NaN"',
    '"1"',
    'null',
    'true',
    '[1]',
    '{}',
  ];
  const noJson = ['NaN', 'Infinity', '-Infinity', '01', '.5', '0x1'];
  const places: [string, string, (value: string) => string][] = [
    ['an upsert', '/_i/dense/vectors/upsert', (x) => `{"vectors":[{"id":"a","values":[1,${x}]}]}`],
    [
      'the sparse values of an upsert',
      '/_i/dense/vectors/upsert',
      (x) =>
        `{"vectors":[{"id":"a","values":[1,1],"sparseValues":{"indices":[1],"values":[${x}]}}]}`,
    ],
    ['an update', '/_i/dense/vectors/update', (x) => `{"id":"a","values":[1,${x}]}`],
    ['a query', '/_i/dense/query', (x) => `{"topK":1,"vector":[1,${x}]}`],
    [
      'the sparse values of a query',
      '/_i/dense/query',
      (x) => `{"topK":1,"vector":[1,1],"sparseVector":{"indices":[1],"values":[${x}]}}`,
    ],
    [
      'a document',
      '/_i/docs/namespaces/n/documents/upsert',
      (x) => `{"documents":[{"_id":"a","place":[1,${x}]}]}`,
    ],
    [
      'the sparse values of a document',
      '/_i/docs/namespaces/n/documents/upsert',
      (x) => `{"documents":[{"_id":"a","weights":{"indices":[1],"values":[${x}]}}]}`,
    ],
    [
      'a search of documents',
      '/_i/docs/namespaces/n/documents/search',
      (x) => `{"top_k":1,"score_by":[{"type":"dense_vector","field":"place","values":[1,${x}]}]}`,
    ],
  ];

  it.each(places)('is a value in %s that is no finite number of 32 bits', async (_, path, body) => {
    const statuses = [];
    for (const value of [...wrong, ...noJson])
      statuses.push((await send(path, body(value))).status);
    const asJson = path.includes('/documents/') ? 422 : 400;
    expect(statuses).toEqual([...wrong.map(() => 400), ...noJson.map(() => asJson)]);
    expect([await count('dense'), await count('docs')]).toEqual([0, 0]);
    // The values at the ends of the range are taken.
    for (const value of ['3.4028234e38', '-3.4028234e38', '1e-45', '-0'])
      expect((await send(path, body(value))).status).toBeLessThan(300);
  });

  it('is no field with the name of something that objects inherit', async () => {
    const odd = '"constructor":"b","toString":"c"';
    const metadata = `{"__proto__":"a",${odd}}`;
    const body = `{"vectors":[{"id":"__proto__","values":[1,2],"metadata":${metadata}}]}`;
    await send('/_i/dense/vectors/upsert', body);
    const { text } = await engine.send('GET', '/_i/dense/vectors/fetch?ids=__proto__');
    expect(text).toContain(`"__proto__":{"id":"__proto__","values":[1,2],"metadata":${metadata}`);
    await onDocs('upsert', { documents: [{ _id: 'a', title: 'x', kind: 'k' }] });
    await onDocs('update', `{"filter":{"kind":"k"},"set_fields":{${odd}}}`);
    expect((await onDocs('fetch', { ids: ['a'] })).text).toContain(odd);
  });
});

function textClause(query: string, fields = 1): object {
  return { type: 'text', fields: Array.from({ length: fields }, () => 'title'), query };
}
