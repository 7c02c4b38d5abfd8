import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TestEngine, temporaryFolder } from '../testEngine.ts';

describe('an import of vectors that name their namespaces', () => {
  let engine: TestEngine;
  let folder: string;
  beforeEach(async () => {
    engine = new TestEngine();
    folder = temporaryFolder();
    await engine.createIndex('films', 3, 'dotproduct');
  });
  afterEach(() => engine.close());

  const get = async (url: string): Promise<unknown> =>
    (await engine.send('GET', `/_i/films/${url}`)).json;

  /** The state of an import of a file or folder, once it is over. */
  async function imported(location: string): Promise<unknown> {
    const body = { uri: pathToFileURL(location).href };
    const { json } = await engine.send('POST', '/_i/films/bulk/imports', body);
    await Promise.all(engine.background);
    return get(`bulk/imports/${(json as { readonly id: string }).id}`);
  }

  function write(name: string, ...lines: object[]): string {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, lines.map((line) => JSON.stringify(line)).join('\n'));
    return file;
  }

  const lines = [
    { id: 'a', values: [1, 2, 3], namespace: 'x' },
    { id: 'a', values: [3, 2, 1] },
    { id: 'a', values: [2, 2, 2], namespace: '' },
    { id: 'b', values: [1, 1, 1], namespace: 'x' },
  ];

  it('writes them there from a single file, and to the default namespace without a name', async () => {
    expect(await imported(write('films.jsonl', ...lines))).toMatchObject({ recordsImported: 4 });
    expect(await get('namespaces/x')).toMatchObject({ record_count: 2 });
    expect(await get('namespaces/__default__')).toMatchObject({ record_count: 1 });
    const vectors = { a: { values: [2, 2, 2] } };
    expect(await get('vectors/fetch?ids=a')).toMatchObject({ vectors });
  });

  it('takes the folders of a folder for the namespaces', async () => {
    write('g/films.jsonl', ...lines);
    expect(await imported(folder)).toMatchObject({ recordsImported: 4 });
    expect(await get('namespaces/g')).toMatchObject({ record_count: 2 });
    expect(await get('namespaces')).toMatchObject({ total_count: 2 });
  });

  it.each([[1], [['x']], ['ü']])('fails at a namespace that is %o', async (namespace) => {
    const file = write('films.jsonl', { id: 'a', values: [1, 2, 3], namespace });
    expect(await imported(file)).toMatchObject({
      status: 'Failed',
      error: expect.stringMatching(/^Line 1 of .*namespace/i),
    });
  });
});
