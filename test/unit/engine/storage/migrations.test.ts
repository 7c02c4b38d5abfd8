import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { indexDatabaseKind } from '../../../../src/engine/storage/indexSchema.ts';
import { newest, temporaryFolder, TestEngine } from '../testEngine.ts';

const fixtures = path.resolve('test/fixtures/engine');

/** A data folder as a former version left it. */
function unpack(version: string): string {
  const folder = temporaryFolder();
  const kept = path.join(fixtures, version);
  for (const name of readdirSync(kept, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.gz')) continue;
    const target = path.join(folder, name.replace(/\.gz$/, ''));
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, gunzipSync(readFileSync(path.join(kept, name))));
  }
  return folder;
}

describe('the files of version 1', () => {
  it('open with all that they hold, and take what is new', async () => {
    const engine = new TestEngine(unpack('version1'));
    const fetched = await engine.send('GET', '/_i/films/vectors/fetch?ids=a&ids=b');
    expect(fetched.json).toMatchObject({
      vectors: {
        a: { id: 'a', values: [0.4, 0.1, 0.7], metadata: { genre: 'drama', year: 2019 } },
        b: { id: 'b', values: [1, 0, 0], metadata: { genre: 'comedy', tags: ['x', 'y'] } },
      },
    });
    const { json } = await engine.send('GET', '/_i/films/namespaces', undefined, newest);
    expect(json).toMatchObject({
      namespaces: [
        { name: '__default__', record_count: '2', size_bytes: '90' },
        { name: 'other', record_count: '1', size_bytes: '27' },
      ],
    });
    const again = await engine.upsert('films', [{ id: 'd', values: [1, 1, 1] }], 'other');
    expect(again.headers.get('x-pinecone-request-lsn')).toBe('4');
    const made = await engine.send('POST', '/_i/films/namespaces', { name: 'new' });
    expect(made).toMatchObject({ status: 200 });
    engine.close();
  });

  it('are of the version that they claim', () => {
    const file = path.join(unpack('version1'), 'indexes/1-films.sqlite');
    const database = new DatabaseSync(file, { readOnly: true });
    expect(database.prepare('PRAGMA user_version').get()).toEqual({ user_version: 1 });
    database.close();
  });
});

describe.each(['version2', 'version3', 'version4', 'version5'])('the files of %s', (version) => {
  let engine: TestEngine;
  beforeEach(() => (engine = new TestEngine(unpack(version))));
  afterEach(() => engine.close());

  it('open with all the indexes, backups and jobs that there were', async () => {
    const { json: listed } = await engine.send('GET', '/indexes', undefined, newest);
    const { indexes } = listed as { indexes: { name: string; status: object; tags: object }[] };
    const ready = { ready: true, state: 'Ready' };
    expect(indexes.map(({ name, status, tags }) => ({ name, status, tags }))).toEqual(
      ['films', 'library', 'restored', 'words'].map((name) => ({
        name,
        status: ready,
        tags: { made: 'once' },
      })),
    );
    expect((await engine.send('GET', '/backups', undefined, newest)).json).toMatchObject({
      data: [{ source_index_name: 'films', name: 'kept', record_count: 3 }],
    });
    expect((await engine.send('GET', '/restore-jobs', undefined, newest)).json).toMatchObject({
      data: [{ status: 'Completed', percent_complete: 100 }],
    });
  });

  it.each(['films', 'restored'])(
    'hold the records of %s, by their other names too',
    async (name) => {
      const fetched = await engine.send('GET', `/_i/${name}/vectors/fetch?ids=a&ids=b`);
      const sparseValues = { indices: [3, 4_294_967_295], values: [0.5, -2] };
      expect(fetched.json).toMatchObject({
        vectors: {
          a: { values: [0.4, 0.1, 0.7], metadata: { genre: 'drama', year: 2019 } },
          b: { values: [1, 0, 0], sparseValues, metadata: { genre: 'comedy', tags: ['x', 'y'] } },
        },
      });
      const byAlias = await engine.send('GET', `/_i/${name}/vectors/fetch?ids=c&namespace=else`);
      const { vectors } = byAlias.json as { vectors: { c: { values: number[] } } };
      expect(vectors.c.values.map(Math.fround)).toEqual([3.4028234e38, 1e-45, -1].map(Math.fround));
      const namespaces = await engine.send('GET', `/_i/${name}/namespaces`, undefined, newest);
      expect(namespaces.json).toMatchObject({
        namespaces: [
          { name: '__default__', record_count: '2' },
          { name: 'empty', schema: { fields: { year: { filterable: true } } } },
          { name: 'other', record_count: '1' },
        ],
      });
    },
  );

  it('are searched by vectors, sparse vectors and words, and written to', async () => {
    const dense = await engine.query('films', { topK: 1, vector: [0, 0, 1] });
    const sparseVector = { indices: [7], values: [2] };
    const sparse = await engine.query('words', { topK: 1, sparseVector });
    const documents = '/_i/library/namespaces/n/documents';
    const clause = { type: 'text', fields: ['title'], query: 'fox' };
    const search = { score_by: [clause], top_k: 1, include_fields: ['*'] };
    const found = await engine.send('POST', `${documents}/search`, search, newest);
    expect([dense.json, sparse.json, found.json]).toMatchObject([
      { matches: [{ id: 'a', score: 0.7 }] },
      { matches: [{ id: 'w', score: 3 }] },
      { matches: [{ _id: 'd', title: 'The running foxes', place: [1, 2, 3], year: 2020 }] },
    ]);
    expect(await engine.upsert('films', [{ id: 'd', values: [1, 1, 1] }])).toMatchObject({
      status: 200,
    });
  });
});

it('there is a data folder of every version of the files before the one of today', () => {
  const versions = indexDatabaseKind('-')
    .migrations.slice(1)
    .map((_, at) => `version${at + 1}`);
  expect(readdirSync(fixtures)).toEqual(expect.arrayContaining(versions));
});
