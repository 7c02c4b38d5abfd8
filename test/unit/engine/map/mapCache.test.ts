import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MapCache, type MapCacheKey } from '../../../../src/engine/map/cache/mapCache.ts';
import type { CachedMap } from '../../../../src/engine/map/cache/mapFile.ts';
import {
  removeDerivedFiles,
  removeOrphanedDerivedFiles,
} from '../../../../src/engine/storage/derivedFiles.ts';
import { defaultMapParameters } from '../../../../src/model/map/map.ts';

let folder: string;
let maps: MapCache;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'vectorscope-maps-'));
  maps = new MapCache(folder);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const key: MapCacheKey = { source: '3-words', namespace: '', parameters: defaultMapParameters };
const other = (change: object): MapCacheKey => ({
  ...key,
  parameters: { ...defaultMapParameters, ...change },
});
const quality = {
  neighbours: 15,
  sampled: 3,
  recall: 1,
  trustworthiness: 0.9,
  continuity: 0.8,
  neighbourPreservation: 0.5,
};
const map: CachedMap = {
  lsn: 7,
  madeAtMs: 1000,
  quality,
  frames: Uint8Array.of(1, 2, 3, 4, 5),
  graph: {
    perPoint: 2,
    indices: Int32Array.of(1, 2, 0, 2, 0, 1),
    distances: Float32Array.of(1, 2, 1, 3, 2, 3),
  },
};
const bare: CachedMap = { lsn: 1, madeAtMs: 2, frames: Uint8Array.of(9) };

const plain = (cached: CachedMap | undefined): unknown =>
  cached && { ...cached, frames: [...cached.frames] };
const theFile = async (): Promise<string> => {
  const [name] = await readdir(path.join(folder, 'maps', '3-words'));
  return path.join(folder, 'maps', '3-words', name!);
};

describe('a cached map', () => {
  it.each([map, bare])('is read as it was written', async (kept) => {
    await maps.write(key, kept);
    expect(plain(await maps.read(key))).toEqual(plain(kept));
  });

  it('of many parts is read as written, and ignored when one byte in the middle differs', async () => {
    const frames = Uint8Array.from({ length: 3 * 1024 * 1024 + 7 }, (_, at) => at % 251);
    await maps.write(key, { ...map, frames });
    const kept = await maps.read(key);
    expect(Buffer.compare(kept!.frames, frames)).toBe(0);
    expect(kept!.graph).toEqual(map.graph);
    const file = await theFile();
    const bytes = await readFile(file);
    bytes[2_000_000] = bytes[2_000_000]! ^ 1;
    await writeFile(file, bytes);
    expect(await maps.read(key)).toBeUndefined();
  });

  it('is found by its exact parameters only', async () => {
    await maps.write(key, map);
    const others = [
      other({ seed: 1 }),
      other({ neighbours: 14 }),
      other({ minDistance: 0 }),
      other({ sample: 9 }),
      other({ method: 'pca' }),
      other({ distance: 'cosine' }),
      other({ detail: 'fine' }),
      { ...key, namespace: 'x' },
      { ...key, source: '4-words' },
    ];
    expect(await Promise.all(others.map((one) => maps.read(one)))).toEqual(
      others.map(() => undefined),
    );
    expect(await maps.read(other({ method: 'umap', detail: 'standard' }))).toBeDefined();
  });

  it('is ignored when damaged, truncated or of another version', async () => {
    await maps.write(key, map);
    const file = await theFile();
    const bytes = await readFile(file);
    const damaged = [0, 7, 8, 30, bytes.length - 1].map((at) => {
      const copy = Buffer.from(bytes);
      copy[at] = copy[at]! ^ 1;
      return copy;
    });
    for (const broken of [...damaged, bytes.subarray(0, 40), Buffer.alloc(0)]) {
      await writeFile(file, broken);
      expect(await maps.read(key)).toBeUndefined();
    }
    await maps.write(key, bare);
    expect(plain(await maps.read(key))).toEqual(plain(bare));
  });

  it('is evicted after newer maps of other parameters, without leaving draft files', async () => {
    for (let seed = 0; seed < 15; seed++) await maps.write(other({ seed }), bare);
    expect(await readdir(path.join(folder, 'maps', '3-words'))).toHaveLength(12);
    expect(await maps.read(other({ seed: 14 }))).toBeDefined();
  });

  it('is deleted with its index', async () => {
    for (const source of ['3-words', '4-words', '5-words']) {
      await maps.write({ ...key, source }, bare);
    }
    removeDerivedFiles(folder, path.join(folder, 'indexes', '4-words.sqlite'));
    expect(await readdir(path.join(folder, 'maps'))).toEqual(['3-words', '5-words']);
    removeOrphanedDerivedFiles(folder, [path.join(folder, 'indexes', '5-words.sqlite')]);
    expect(await readdir(path.join(folder, 'maps'))).toEqual(['5-words']);
  });
});
