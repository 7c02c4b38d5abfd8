import { copyFile, mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildKernels } from '../../scripts/buildKernels.ts';
import { buildSingleFile, singleFileName } from '../../scripts/singleFile.ts';
import { FrameReader } from '../../src/model/map/mapFrame.ts';
import { defaultMapParameters } from '../../src/model/map/map.ts';
import { startEngine, type EngineProcess } from '../support/engineProcess.ts';
import { randomVector, seededRandom } from '../support/random.ts';

const root = path.resolve(import.meta.dirname, '../..');
const maxBytes = 2_000_000;
const dimension = 64;

describe('the engine in one file, alone in a folder', () => {
  let folder: string;
  let file: string;
  let engine: EngineProcess;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'vectorscope-single-'));
    const kernels = path.join(root, 'out/kernel');
    await buildKernels(kernels);
    const built = await buildSingleFile(path.join(folder, 'built'), kernels);
    file = path.join(folder, 'alone', singleFileName);
    await mkdir(path.dirname(file));
    await copyFile(built, file);
    engine = await start();
  });
  afterAll(async () => {
    await engine.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const start = (...args: readonly string[]): Promise<EngineProcess> =>
    startEngine({ program: file, args: ['--ephemeral', ...args], env: { TMPDIR: folder } });

  async function send({ url, key }: EngineProcess, route: string, body?: object): Promise<unknown> {
    const response = await fetch(url + route, {
      headers: { 'api-key': key },
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    });
    return response.json();
  }

  const create = (name: string, size: number): Promise<unknown> =>
    send(engine, '/indexes', {
      name,
      dimension: size,
      spec: { serverless: { cloud: 'aws', region: 'us-east-1' } },
    });

  it('is smaller than 2 MB and needs no file beside it', async () => {
    expect((await stat(file)).size).toBeLessThan(maxBytes);
    expect(await readdir(path.dirname(file))).toEqual([singleFileName]);
  });

  it('writes, searches and maps with its own threads and kernels', async () => {
    const random = seededRandom(7);
    await create('points', dimension);
    const vectors = Array.from({ length: 300 }, (_, at) => ({
      id: `${at}`,
      values: randomVector(dimension, random),
    }));
    await send(engine, '/_i/points/vectors/upsert', { vectors });
    const [, , wanted] = vectors;
    const query = { vector: wanted!.values, topK: 3 };
    expect(await send(engine, '/_i/points/query', query)).toMatchObject({
      matches: [{ id: '2' }, {}, {}],
    });
    const map = await fetch(`${engine.url}/_vectorscope/maps`, {
      method: 'POST',
      headers: { 'api-key': engine.key },
      body: JSON.stringify({
        index: 'points',
        namespace: '__default__',
        parameters: defaultMapParameters,
      }),
    });
    const bytes = new Uint8Array(await map.arrayBuffer());
    const frames = new FrameReader((text) => new TextDecoder().decode(text)).push(bytes);
    expect([frames[0], frames.at(-1)]).toMatchObject([
      { type: 'points', total: 300 },
      { type: 'done' },
    ]);
  });

  it('imports Parquet with a process of its own', async () => {
    await create('flat', 2);
    const parquet = path.join(root, 'test/fixtures/import/polarsNulls.parquet');
    await send(engine, '/_i/flat/bulk/imports', { uri: pathToFileURL(parquet).href });
    await expect
      .poll(() => send(engine, '/_i/flat/bulk/imports/1'))
      .toMatchObject({ status: 'Completed', recordsImported: 2 });
  });

  it('reports that it has no models, and embeds with those of --models', async () => {
    const body = { model: 'all-MiniLM-L6-v2', inputs: [{ text: 'a dog' }] };
    expect(await send(engine, '/embed', body)).toMatchObject({
      error: { message: expect.stringContaining('name the folder of models with --models') },
    });
    expect(engine.log()).toContain('Name the folder of models with --models');
    const models = path.join(folder, 'models');
    await mkdir(models);
    await symlink(path.join(root, 'media/models', body.model), path.join(models, body.model));
    const other = await start('--models', models);
    const wasm = 'ort-wasm-simd-threaded.wasm';
    expect(await send(other, '/embed', body)).toMatchObject({
      error: { message: expect.stringContaining(`${wasm} is missing in ${models}`) },
    });
    const runtime = path.join(root, 'node_modules/onnxruntime-web/dist', wasm);
    await copyFile(runtime, path.join(models, wasm));
    expect(await send(other, '/embed', body)).toMatchObject({ usage: { total_tokens: 4 } });
    await other.stop();
  });

  it('has the indexes that a file lists, also after a reset', async () => {
    const list = path.join(folder, 'indexes.json');
    const spec = { serverless: { cloud: 'aws', region: 'us-east-1' } };
    const fields = { title: { type: 'string', full_text_search: {} } };
    const bodies = [
      { name: 'films', dimension: 3, spec },
      { name: 'texts', schema: { fields } },
    ];
    await writeFile(list, JSON.stringify(bodies));
    const other = await start('--indexes', list);
    const names = async (): Promise<unknown> =>
      ((await send(other, '/indexes')) as { indexes: { name: string }[] }).indexes.map(
        ({ name }) => name,
      );
    expect(await names()).toEqual(['films', 'texts']);
    await send(other, '/indexes', { name: 'more', dimension: 2, spec });
    await fetch(`${other.url}/_vectorscope/reset`, {
      method: 'POST',
      headers: { 'api-key': other.key },
    });
    expect(await names()).toEqual(['films', 'texts']);
    await other.stop();
  });

  it('does not start with a list of indexes that it cannot create', async () => {
    const list = path.join(folder, 'wrong.json');
    await writeFile(list, JSON.stringify([{ name: 'films', dimension: 0, spec: {} }]));
    await expect(start('--indexes', list)).rejects.toThrow(`${list}: entry 1: `);
  });
});
