import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { newest, temporaryFolder, TestEngine } from '../testEngine.ts';

const fixtures = path.resolve('test/fixtures/engine');

/** A data folder as a former version left it. */
function unpack(version: string): string {
  const folder = temporaryFolder();
  mkdirSync(path.join(folder, 'indexes'));
  for (const name of readdirSync(path.join(fixtures, version))) {
    const bytes = gunzipSync(readFileSync(path.join(fixtures, version, name)));
    const file = name.replace(/\.gz$/, '');
    const target = file === 'catalog.sqlite' ? file : path.join('indexes', file);
    writeFileSync(path.join(folder, target), bytes);
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
