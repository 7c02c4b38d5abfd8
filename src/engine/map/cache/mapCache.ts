import { createHash } from 'node:crypto';
import { open, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { MapParameters } from '../../../model/map/map.ts';
import { replaceFile } from '../../storage/replaceFile.ts';
import { derivedFolder } from '../../storage/derivedFiles.ts';
import { readMap, writeMap, type CachedMap } from './mapFile.ts';

/** What a map is of: `source` is the name of its index' file, which no other index ever gets. */
export type MapCacheKey = {
  readonly source: string;
  readonly namespace: string;
  readonly parameters: MapParameters;
};

/** Maps of other parameters go, the oldest first. */
const maxPerIndex = 12;

/**
 * Maps beside their indexes: `maps/SOURCE/HASH.map`. They can be made again, so that one that is missing, damaged or
 * from another version is simply not there.
 */
export class MapCache {
  readonly #folder: string;
  /** Maps that are about to be written, by their files. */
  readonly #coming = new Map<string, Promise<void>>();

  constructor(dataFolder: string) {
    this.#folder = derivedFolder(dataFolder, 'maps');
  }

  /** Waits for a map that is about to be written. */
  async read(key: MapCacheKey): Promise<CachedMap | undefined> {
    await this.#coming.get(this.#file(key));
    const file = await open(this.#file(key)).catch(() => undefined);
    try {
      return file && (await readMap(file));
    } catch {
      return undefined;
    } finally {
      await file?.close();
    }
  }

  /** Lets those who read this map wait until the function that it returns is called. */
  announce(key: MapCacheKey): () => void {
    const file = this.#file(key);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#coming.set(file, promise);
    return () => {
      if (this.#coming.get(file) === promise) this.#coming.delete(file);
      resolve();
    };
  }

  /** Whole or not at all. */
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
    const hash = createHash('sha256')
      .update(JSON.stringify([...what, ...others]))
      .digest('hex')
      .slice(0, 32);
    return path.join(this.#folder, source, `${hash}.map`);
  }
}
