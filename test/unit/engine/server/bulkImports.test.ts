import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newest, TestEngine, temporaryFolder, type Answer } from '../testEngine.ts';

const fixtures = path.resolve('test/fixtures/import');

type Import = {
  id: string;
  status: string;
  recordsImported: number;
  percentComplete: number;
  error?: string;
};

describe('imports of files', () => {
  let engine: TestEngine;
  let folder: string;
  beforeEach(async () => {
    engine = new TestEngine();
    folder = temporaryFolder();
    await create();
  });
  afterEach(() => engine.close());

  const create = (): Promise<Answer> => {
    const fields = {
      _values: { type: 'dense_vector', dimension: 3, metric: 'dotproduct' },
      _sparse_values: { type: 'sparse_vector' },
    };
    return engine.send('POST', '/indexes', { name: 'films', schema: { fields } }, newest);
  };

  const start = (file: string, more: object = {}, index = 'films'): Promise<Answer> =>
    engine.send('POST', `/_i/${index}/bulk/imports`, { uri: pathToFileURL(file).href, ...more });
  const get = async (url: string): Promise<unknown> =>
    (await engine.send('GET', `/_i/${url}`)).json;

  /** The state of an import once it is over. */
  async function imported(file: string, more: object = {}, index = 'films'): Promise<Import> {
    const { status, json, text } = await start(file, more, index);
    if (status !== 200) throw new Error(text);
    await Promise.all(engine.background);
    return (await get(`${index}/bulk/imports/${(json as Import).id}`)) as Import;
  }

  function write(name: string, ...lines: unknown[]): string {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    const newline = Buffer.from('\n');
    const bytes = lines.flatMap((line) => [
      line instanceof Buffer
        ? line
        : Buffer.from(typeof line === 'string' ? line : JSON.stringify(line)),
      newline,
    ]);
    writeFileSync(file, Buffer.concat(bytes.slice(0, -1)));
    return file;
  }

  const rows = [
    { id: 'a', values: [1, 2, 3], metadata: { genre: 'drama' } },
    {
      id: 'b',
      values: [0.4, 0, 0],
      sparse_values: { indices: [7], values: [0.1] },
      metadata: '{"n":1}',
    },
  ];

  it('import every line of a file of JSON, and say how far they are', async () => {
    const file = write('films.ndjson', ...rows, '');
    expect(await imported(file)).toEqual({
      id: '1',
      uri: pathToFileURL(file).href,
      status: 'Completed',
      createdAt: expect.stringMatching(/^\d{4}-.*Z$/),
      finishedAt: expect.stringMatching(/^\d{4}-.*Z$/),
      percentComplete: 100,
      recordsImported: 2,
      validationResult: { importSuccesses: 2, importErrors: 0 },
    });
    expect(await get('films/vectors/fetch?ids=a&ids=b')).toMatchObject({
      vectors: {
        a: rows[0],
        b: {
          values: [0.4, 0, 0],
          sparseValues: { indices: [7], values: [0.1] },
          metadata: { n: 1 },
        },
      },
    });
  });

  it.each(['snappy', 'gzip', 'zstd'])(
    'import every row of a Parquet file, written by Arrow (%s)',
    async (name) => {
      const result = await imported(path.join(fixtures, `${name}.parquet`));
      expect(result).toMatchObject({
        status: 'Completed',
        recordsImported: 1200,
        percentComplete: 100,
      });
      const last = 'p1199';
      expect(await get(`films/vectors/fetch?ids=p0000&ids=${last}`)).toMatchObject({
        vectors: {
          p0000: { id: 'p0000', values: [0.25, 1, 0] },
          [last]: {
            values: [2.25, 1, 149.875],
            sparseValues: { indices: [0, 4_294_967_295], values: [0.4, 1] },
            metadata: { n: 1199, genre: 'drama', tags: ['x'] },
          },
        },
      });
      expect(await get('films/vectors/fetch?ids=p0000')).not.toMatchObject({
        vectors: { p0000: { metadata: {} } },
      });
    },
  );

  it('read structured columns that are JSON text', async () => {
    const text = { id: 'c', values: '[1, 0, 2]', sparseValues: '{"indices":[7],"values":[0.5]}' };
    expect(await imported(write('text.jsonl', text))).toMatchObject({ status: 'Completed' });
    expect(await get('films/vectors/fetch?ids=c')).toMatchObject({
      vectors: { c: { values: [1, 0, 2], sparseValues: { indices: [7], values: [0.5] } } },
    });
  });

  it('refuse a folder whose name cannot be a namespace, before anything is written', async () => {
    write('a/1.jsonl', rows[0]);
    write('données/1.jsonl', rows[1]);
    expect(await start(folder)).toMatchObject({
      status: 400,
      json: { message: expect.stringContaining('The folder “données” cannot be a namespace') },
    });
    expect(await get('films/namespaces')).toMatchObject({ total_count: 1 });
  });

  it('refuse a link that leads nowhere by its name', async () => {
    write('a/1.jsonl', rows[0]);
    symlinkSync(path.join(folder, 'gone.jsonl'), path.join(folder, 'a/2.jsonl'));
    expect(await start(folder)).toMatchObject({
      status: 400,
      json: { message: expect.stringContaining('2.jsonl cannot be read') },
    });
  });

  it('skip hidden files and those that macOS adds to archives, and name them', async () => {
    write('a/1.jsonl', rows[0]);
    write('a/._1.jsonl', 'no records');
    write('__MACOSX/a/._x.parquet', 'no records');
    expect(await imported(folder)).toMatchObject({
      status: 'Completed',
      recordsImported: 1,
      filesSkipped: [path.join('__MACOSX', 'a', '._x.parquet'), path.join('a', '._1.jsonl')],
    });
  });

  it('name the row of a Parquet file that an index cannot hold', async () => {
    await engine.createIndex('wide', 4);
    expect(await imported(path.join(fixtures, 'snappy.parquet'), {}, 'wide')).toMatchObject({
      status: 'Failed',
      recordsImported: 0,
      error:
        'Row 1 of snappy.parquet: Vector dimension 3 does not match the dimension of the index 4',
    });
    const skipped = await imported(
      path.join(fixtures, 'snappy.parquet'),
      { errorMode: { onError: 'continue' } },
      'wide',
    );
    expect(skipped).toMatchObject({
      status: 'Failed',
      recordsImported: 0,
      error: expect.stringContaining('None of the 1200 records can be imported. Row 1 of snappy'),
    });
  });

  it('are over at once if the file is empty', async () => {
    expect(await imported(write('none.ndjson', ''))).toMatchObject({
      status: 'Completed',
      percentComplete: 100,
      recordsImported: 0,
    });
  });

  it('take folders for namespaces', async () => {
    write('a/1.jsonl', rows[0]);
    write('a/deep/2.jsonl', rows[1]);
    write('b/1.ndjson', rows[0]);
    write('direct.jsonl', rows[0]);
    write('readme.txt', 'nothing to import');
    expect(await imported(folder)).toMatchObject({ recordsImported: 4 });
    const { namespaces } = (await get('films/namespaces')) as {
      namespaces: { name: string; record_count: number }[];
    };
    expect(namespaces.map((one) => [one.name, one.record_count])).toEqual([
      ['__default__', 1],
      ['a', 2],
      ['b', 1],
    ]);
  });

  it('import documents', async () => {
    const fields = { text: { type: 'string', full_text_search: {} } };
    await engine.send('POST', '/indexes', { name: 'docs', schema: { fields } }, newest);
    const file = write(
      'docs.ndjson',
      { _id: 'd1', text: 'the fox', year: 2020 },
      { _id: 'd2', text: 'a dog' },
    );
    expect(await imported(file, {}, 'docs')).toMatchObject({
      status: 'Completed',
      recordsImported: 2,
    });
    const body = {
      score_by: [{ type: 'text', fields: ['text'], query: 'fox' }],
      top_k: 5,
      include_fields: ['year'],
    };
    const { json } = await engine.send(
      'POST',
      '/_i/docs/namespaces/__default__/documents/search',
      body,
      newest,
    );
    expect(json).toMatchObject({ matches: [{ _id: 'd1', year: 2020 }] });
  });

  it('import documents from Parquet, whose columns are their fields', async () => {
    const fields = {
      text: { type: 'string', full_text_search: {} },
      embedding: { type: 'dense_vector', dimension: 2, metric: 'cosine' },
    };
    await engine.send('POST', '/indexes', { name: 'docs', schema: { fields } }, newest);
    const result = await imported(path.join(fixtures, 'documents.parquet'), {}, 'docs');
    expect(result).toMatchObject({ status: 'Completed', recordsImported: 3 });
    const url = '/_i/docs/namespaces/__default__/documents/fetch';
    const { json } = await engine.send('POST', url, { ids: ['d1', 'd2', 'd3'] }, newest);
    expect(json).toMatchObject({
      documents: {
        d1: {
          _id: 'd1',
          text: 'the fox',
          year: 2020,
          tags: ['x', 'y'],
          isOpen: true,
          embedding: [0.5, 1],
        },
        d2: { _id: 'd2', text: 'a dog', tags: [], embedding: [1, 0] },
        d3: { _id: 'd3', text: 'the old fox and the dog', year: 1999, isOpen: false },
      },
    });
    expect(json).not.toHaveProperty('documents.d2.year');
    expect(json).not.toHaveProperty('documents.d3.embedding');
  });

  it('write some hundred records at a time, over lines and files that are longer', async () => {
    const many = Array.from({ length: 1234 }, (_, at) => ({
      id: `r${at}`,
      values: [at, 1, 1],
      metadata: { text: 'x'.repeat(at) },
    }));
    const file = write('many.ndjson', ...many);
    expect(await imported(file)).toMatchObject({ recordsImported: 1234 });
    expect(await get('films/vectors/fetch?ids=r1233')).toMatchObject({
      vectors: { r1233: many[1233] },
    });
    expect(await get('films/namespaces/__default__')).toMatchObject({ record_count: 1234 });
  });

  it.each([
    ['no JSON', '{"id":', 'it is not valid UTF-8 JSON'],
    ['not UTF-8', Buffer.from([0x22, 0xff, 0x22]), 'it is not valid UTF-8 JSON'],
    ['a list', [1], 'A vector must be an object'],
    ['of another dimension', { id: 'x', values: [1] }, 'Vector dimension 1 does not match'],
    [
      'without an id',
      { key: 'k1', values: [1, 2, 3] },
      'it has no column “id”; it has “key” (text)',
    ],
    [
      'without values',
      { id: 'x', title: 'fox', vector: [1, 2, 3] },
      'it has no column “values”; it has “vector” (list of 3 numbers)',
    ],
    ['with a number for an id', { id: 5, values: [1, 2, 3] }, 'Vector ids are strings'],
    [
      'with a list of sparse values',
      { ...rows[0], sparse_values: [0, 0.5] },
      'its sparse_values hold a list of 2 numbers, not an object',
    ],
    [
      'with sparse values as text that is no JSON',
      { ...rows[0], sparse_values: '7:0.1' },
      'its sparse_values is not valid JSON',
    ],
    [
      'with metadata that cannot be kept',
      { ...rows[0], metadata: { a: { b: 1 } } },
      "for field 'a'",
    ],
    [
      'with metadata that is no JSON',
      { ...rows[0], metadata: '{' },
      'its metadata is not valid JSON',
    ],
  ])('end at a row that is %s, or leave it out', async (_, row, reason) => {
    const file = write('films.ndjson', rows[0], '', row, rows[1]);
    expect(await imported(file)).toMatchObject({
      status: 'Failed',
      error: expect.stringContaining(`Line 3 of films.ndjson: `),
    });
    expect((await imported(file)).error).toContain(reason);
    const errorMode = { onError: 'continue' };
    expect(await imported(file, { errorMode })).toMatchObject({
      status: 'Completed',
      recordsImported: 2,
      validationResult: { importSuccesses: 2, importErrors: 1 },
    });
  });

  it('say what is wrong with a file', async () => {
    const broken = write('broken.parquet', 'PAR1 this is none PAR1');
    expect(await imported(broken)).toMatchObject({
      status: 'Failed',
      error: expect.stringContaining('cannot be read as Parquet'),
    });
    const long = write('long.ndjson', `{"id":"${'x'.repeat(5 * 1024 * 1024)}"}`);
    expect(await imported(long)).toMatchObject({
      status: 'Failed',
      error: expect.stringContaining('is longer than'),
    });
  });

  it.each([
    ['a bucket', 's3://bucket/films', 400],
    ['no address', 'films.ndjson', 400],
    ['a file of another machine', 'file://other/films.ndjson', 400],
    ['a file that is not there', 'file:///nowhere/films.ndjson', 404],
    ['a file of another kind', pathToFileURL(path.resolve('package.json')).href, 400],
    ['a folder without any', pathToFileURL(path.resolve('docs')).href, 400],
    ['nothing', undefined, 400],
  ])('are refused of %s', async (_, uri, status) => {
    expect(await engine.send('POST', '/_i/films/bulk/imports', { uri })).toMatchObject({
      status,
      json: { code: status === 404 ? 5 : 3 },
    });
  });

  it('are listed by pages, and are not found once their index is gone', async () => {
    const file = write('films.ndjson', ...rows);
    for (let time = 0; time < 3; time++) await imported(file);
    const first = (await get('films/bulk/imports?limit=2')) as {
      data: Import[];
      pagination: { next: string };
    };
    expect(first.data.map(({ id }) => id)).toEqual(['1', '2']);
    const last = await get(`films/bulk/imports?limit=2&paginationToken=${first.pagination.next}`);
    expect(last).toMatchObject({ data: [{ id: '3' }] });
    expect(last).not.toHaveProperty('pagination');
    expect(await engine.send('GET', '/_i/films/bulk/imports/4')).toMatchObject({
      status: 404,
      json: { code: 5 },
    });
    expect(await start(file, {}, 'none')).toMatchObject({ status: 404 });
  });

  it('stop when they are cancelled, and keep what was written', async () => {
    const file = write(
      'many.ndjson',
      ...Array.from({ length: 20_000 }, (_, at) => ({ id: `r${at}`, values: [at, 1, 1] })),
    );
    const { json } = await start(file);
    const { id } = json as Import;
    expect(await engine.send('DELETE', `/_i/films/bulk/imports/${id}`)).toMatchObject({
      status: 200,
      json: {},
    });
    await Promise.all(engine.background);
    const state = (await get(`films/bulk/imports/${id}`)) as Import;
    expect(state.status).toBe('Cancelled');
    expect(state.recordsImported).toBeLessThan(20_000);
    expect(await engine.send('DELETE', `/_i/films/bulk/imports/${id}`)).toMatchObject({
      status: 200,
    });
    expect(await engine.send('DELETE', '/_i/films/bulk/imports/77')).toMatchObject({ status: 404 });
  });

  it('stop when they are cancelled while they leave out every row', async () => {
    const padding = 'x'.repeat(1600);
    const bad = Array.from({ length: 20_000 }, () => ({ id: padding, values: [1, 1, 1] }));
    const file = write('bad.ndjson', ...bad);
    const { json } = await start(file, { errorMode: { onError: 'continue' } });
    const { id } = json as Import;
    await engine.send('DELETE', `/_i/films/bulk/imports/${id}`);
    await Promise.all(engine.background);
    expect(await get(`films/bulk/imports/${id}`)).toMatchObject({ status: 'Cancelled' });
  });

  it('end with their index, and leave one that takes its name alone', async () => {
    await start(path.join(fixtures, 'snappy.parquet'));
    await engine.send('DELETE', '/indexes/films');
    await create();
    await Promise.all(engine.background);
    expect((await engine.send('POST', '/_i/films/describe_index_stats', {})).json).toMatchObject({
      totalVectorCount: 0,
    });
  });

  it('that an engine without notes cut off are called failed', async () => {
    const state = {
      uri: 'file:///x.ndjson',
      status: 'InProgress',
      createdAt: '',
      percentComplete: 0,
      recordsImported: 0,
    } as const;
    await engine.calls.call('import.create', { index: 'films', ...state });
    expect(await get('films/bulk/imports/1')).toMatchObject({
      status: 'Failed',
      error: expect.stringContaining('start it again'),
    });
  });
});
