import { createHash } from 'node:crypto';
import { open, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { MapParameters } from '../../../model/map/map.ts';
import { replaceFile } from '../../storage/replaceFile.ts';
import { derivedFolder } from '../../storage/derivedFiles.ts';
import { readMap, writeMap, type CachedMap } from './mapFile.ts';

/**
 * On-disk cache of finished maps: `maps/SOURCE/HASH.map`. Files that are missing, damaged or of another version
 * are cache misses.
 */
export class MapCache {
  readonly #folder: string;
  /** Pending writes by file. */
  readonly #pendingWrites = new Map<string, Promise<void>>();

  constructor(dataFolder: string) {
    this.#folder = derivedFolder(dataFolder, 'maps');
  }

  /** Returns the cached map, or undefined. Waits for a pending write of it. */
  async read(key: MapCacheKey): Promise<CachedMap | undefined> {
    await this.#pendingWrites.get(this.#file(key));
    const file = await open(this.#file(key)).catch(() => undefined);
    try {
      return file && (await readMap(file));
    } catch {
      return undefined;
    } finally {
      await file?.close();
    }
  }

  /** Announces a write: reads of this map wait until the returned function is called. */
  announce(key: MapCacheKey): () => void {
    const file = this.#file(key);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#pendingWrites.set(file, promise);
    return () => {
      if (this.#pendingWrites.get(file) === promise) this.#pendingWrites.delete(file);
      resolve();
    };
  }

  /** Writes a map atomically and removes the oldest maps of its index. */
  async write(key: MapCacheKey, map: CachedMap): Promise<void> {
    const file = this.#file(key);
    await replaceFile(file, 'the map', (draft) => writeMap(draft, map));
    await this.#removeOldest(path.dirname(file));
  }

  async #removeOldest(folder: string): Promise<void> {
    const names = await readdir(folder);
    const files = await Promise.all(
      names.map(async (name) => {
        const file = path.join(folder, name);
        const about = await stat(file).catch(() => undefined);
        return { file, changedMs: about?.mtimeMs ?? 0 };
      }),
    );
    const old = files.sort((a, b) => b.changedMs - a.changedMs).slice(maxPerIndex);
    await Promise.all(old.map(({ file }) => rm(file, { force: true })));
  }

  #file({ source, namespace, parameters }: MapCacheKey): string {
    const { method = 'umap', neighbours, minDistance, seed, sample } = parameters;
    const { distance, components } = parameters;
    const what = [namespace, method, neighbours, minDistance, seed, sample, distance, components];
    const others = parameters.namespaces?.toSorted() ?? [];
    // As an object, so that no namespace has the same text. Absent for standard maps.
    const detail = parameters.detail === 'fine' ? [{ detail: 'fine' }] : [];
    const hash = createHash('sha256')
      .update(JSON.stringify([...what, ...others, ...detail]))
      .digest('hex')
      .slice(0, 32);
    return path.join(this.#folder, source, `${hash}.map`);
  }
}

/** Key of a cached map. `source` is the file name of its index, which is never reused. */
export type MapCacheKey = {
  readonly source: string;
  readonly namespace: string;
  readonly parameters: MapParameters;
};

/** Maximum cached maps per index. The oldest are removed first. */
const maxPerIndex = 12;
