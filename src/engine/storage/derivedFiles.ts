import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';

/** What is kept beside the files of indexes and could be made anew from them. */
export type DerivedKind = 'maps' | 'vectors';

const kinds: readonly DerivedKind[] = ['maps', 'vectors'];

/** Where it is kept: a folder for each index, with the name of its file. */
export function derivedFolder(dataFolder: string, kind: DerivedKind): string {
  return path.join(dataFolder, kind);
}

/** What an index' derived files are kept under. No other index ever gets it. */
export function derivedFolderName(indexFile: string): string {
  return path.basename(indexFile, '.sqlite');
}

export function removeDerivedFiles(dataFolder: string, indexFile: string): void {
  for (const kind of kinds) {
    remove(path.join(derivedFolder(dataFolder, kind), derivedFolderName(indexFile)));
  }
}

/** Takes away what belongs to indexes that are no more, as after a crash in the middle of a deletion. */
export function removeOrphanedDerivedFiles(
  dataFolder: string,
  indexFiles: readonly string[],
): void {
  const known = new Set(indexFiles.map(derivedFolderName));
  for (const kind of kinds) {
    const folder = derivedFolder(dataFolder, kind);
    const names = existsSync(folder) ? readdirSync(folder) : [];
    for (const name of names.filter((name) => !known.has(name))) remove(path.join(folder, name));
  }
}

function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
