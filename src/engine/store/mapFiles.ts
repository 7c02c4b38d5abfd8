import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';

/** Where maps are kept: a folder for each index, with the name of its file. */
export function mapsFolder(dataFolder: string): string {
  return path.join(dataFolder, 'maps');
}

/** What the maps of an index are kept under. No other index ever gets it. */
export function mapSource(indexFile: string): string {
  return path.basename(indexFile, '.sqlite');
}

export function removeMaps(dataFolder: string, indexFile: string): void {
  const folder = path.join(mapsFolder(dataFolder), mapSource(indexFile));
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

/** Takes away the maps of indexes that are no more, as after a crash in the middle of a deletion. */
export function retainMaps(dataFolder: string, indexFiles: readonly string[]): void {
  const folder = mapsFolder(dataFolder);
  const sources = new Set(indexFiles.map(mapSource));
  const names = existsSync(folder) ? readdirSync(folder) : [];
  for (const name of names.filter((name) => !sources.has(name))) {
    rmSync(path.join(folder, name), { recursive: true, force: true, maxRetries: 3 });
  }
}
