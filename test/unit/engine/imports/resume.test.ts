import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TestEngine, temporaryFolder } from '../testEngine.ts';

type Import = { readonly id: string; readonly status: string; readonly recordsImported: number };

describe('imports that an engine has left', () => {
  let engine: TestEngine;
  let folder: string;
  beforeEach(async () => {
    engine = new TestEngine();
    folder = temporaryFolder();
    await engine.createIndex('films', 3, 'dotproduct');
  });
  afterEach(() => engine.close());

  const get = async (url: string): Promise<unknown> =>
    (await engine.send('GET', `/_i/${url}`)).json;

  function write(name: string, ...lines: object[]): string {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, lines.map((line) => JSON.stringify(line)).join('\n'));
    return file;
  }

  it('go on in the next engine where this one ended', async () => {
    const count = 20_000;
    const lines = Array.from({ length: count }, (_, at) => ({ id: `r${at}`, values: [at, 1, 1] }));
    const file = write('many.ndjson', ...lines);
    const body = { uri: pathToFileURL(file).href };
    const { json } = await engine.send('POST', '/_i/films/bulk/imports', body);
    const { id } = json as Import;
    await until(
      async () => ((await get(`films/bulk/imports/${id}`)) as Import).recordsImported > 0,
    );
    engine.close();
    await Promise.all(engine.background);
    expect(readdirSync(path.join(engine.folder, 'imports'))).toEqual([`index-films-${id}.json`]);

    engine = new TestEngine(engine.folder);
    await until(
      async () => ((await get(`films/bulk/imports/${id}`)) as Import).status !== 'InProgress',
    );
    expect(await get(`films/bulk/imports/${id}`)).toMatchObject({
      status: 'Completed',
      recordsImported: count,
    });
    expect(await get('films/namespaces/__default__')).toMatchObject({ record_count: count });
    await Promise.all(engine.background);
    expect(readdirSync(path.join(engine.folder, 'imports'))).toEqual([]);
  });

  it('go on behind what a note says is on disk, and from the beginning of a file that was changed', async () => {
    const many = Array.from({ length: 100 }, (_, at) => ({ id: `r${at}`, values: [at, 1, 1] }));
    const file = write('a/1.ndjson', ...many);
    const last = write('a/2.ndjson', { id: 'last', values: [0, 0, 1] });
    const uri = pathToFileURL(folder).href;
    const { size: sizeBytes, mtimeMs: modifiedMs } = statSync(file);
    const resume = async (position: object | undefined): Promise<Import> => {
      const state = {
        uri,
        status: 'InProgress',
        createdAt: '',
        percentComplete: 0,
        recordsImported: 0,
      } as const;
      const { id } = await engine.calls.call('import.create', { index: 'films', ...state });
      const note = { index: 'films', id, uri, skipsBadRows: false, position };
      mkdirSync(path.join(engine.folder, 'imports'), { recursive: true });
      writeFileSync(
        path.join(engine.folder, 'imports', `index-films-${id}.json`),
        JSON.stringify(note),
      );
      engine.close();
      engine = new TestEngine(engine.folder);
      await get(`films/bulk/imports/${id}`);
      await Promise.all(engine.background);
      return (await get(`films/bulk/imports/${id}`)) as Import;
    };
    const position = {
      file,
      sizeBytes,
      modifiedMs,
      row: 97,
      recordsImported: 96,
      recordsRefused: 1,
    };
    expect(await resume(position)).toMatchObject({ status: 'Completed', recordsImported: 100 });
    expect(await get('films/vectors/list?namespace=a')).toMatchObject({
      vectors: [{ id: 'last' }, { id: 'r97' }, { id: 'r98' }, { id: 'r99' }],
    });
    expect(await resume({ ...position, modifiedMs: 1 })).toMatchObject({ status: 'Completed' });
    expect(await get('films/namespaces/a')).toMatchObject({ record_count: 101 });
    expect(await resume({ ...position, file: last })).toMatchObject({ recordsImported: 97 });
    expect(await resume(undefined)).toMatchObject({ recordsImported: 101 });
  });

  it('fail instead if two engines died during them, and keep what was imported', async () => {
    const file = write('few.ndjson', { id: 'a', values: [1, 1, 1] });
    const uri = pathToFileURL(file).href;
    const state = { uri, status: 'InProgress', createdAt: '' } as const;
    await engine.calls.call('import.create', {
      index: 'films',
      ...state,
      percentComplete: 0,
      recordsImported: 0,
    });
    const position = { file, sizeBytes: 1, modifiedMs: 1, recordsRefused: 0 };
    const note = { index: 'films', id: '1', uri, skipsBadRows: false, starts: 2 };
    mkdirSync(path.join(engine.folder, 'imports'), { recursive: true });
    writeFileSync(
      path.join(engine.folder, 'imports', 'index-films-1.json'),
      JSON.stringify({ ...note, position: { ...position, row: 7, recordsImported: 7 } }),
    );
    engine.close();
    engine = new TestEngine(engine.folder);
    expect(await get('films/bulk/imports/1')).toMatchObject({
      status: 'Failed',
      recordsImported: 7,
      error: expect.stringContaining('The engine crashed 2 times during this import'),
    });
    expect(readdirSync(path.join(engine.folder, 'imports'))).toEqual([]);
  });

  it('forget notes that are of no use, and fail if their files are gone', async () => {
    const notes = path.join(engine.folder, 'imports');
    mkdirSync(notes);
    const note = { index: 'films', id: '1', uri: 'file:///nowhere/x.ndjson', skipsBadRows: false };
    writeFileSync(path.join(notes, 'index-films-1.json'), JSON.stringify(note));
    writeFileSync(path.join(notes, 'index-films-2.json'), JSON.stringify({ ...note, id: '../2' }));
    writeFileSync(
      path.join(notes, 'index-none-1.json'),
      JSON.stringify({ ...note, index: 'none' }),
    );
    writeFileSync(path.join(notes, 'index-films-9.json'), JSON.stringify({ ...note, id: '9' }));
    writeFileSync(path.join(notes, 'other.json'), '{');
    const state = {
      uri: note.uri,
      status: 'InProgress',
      createdAt: '',
      percentComplete: 0,
      recordsImported: 0,
    } as const;
    await engine.calls.call('import.create', { index: 'films', ...state });
    engine.close();
    engine = new TestEngine(engine.folder);
    await until(
      async () => ((await get('films/bulk/imports/1')) as Import).status !== 'InProgress',
    );
    expect(await get('films/bulk/imports/1')).toMatchObject({
      status: 'Failed',
      error: expect.stringContaining('There is no'),
    });
    await Promise.all(engine.background);
    expect(readdirSync(notes)).toEqual([]);
  });
});

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await setImmediate();
}
