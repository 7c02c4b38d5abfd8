import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';

/** The folder of one kind of derived files. It holds one folder for each index. */
export function derivedFolder(dataFolder: string, kind: DerivedKind): string {
  return path.join(dataFolder, kind);
}

/** The kinds of files that the engine can rebuild from the index files. */
export type DerivedKind = 'maps' | 'vectors';

const kinds: readonly DerivedKind[] = ['maps', 'vectors'];

/** The name of an index's folder of derived files. The engine never reuses it for another index. */
export function derivedFolderName(indexFile: string): string {
  return path.basename(indexFile, '.sqlite');
}

/** Deletes all derived files of an index. */
export function removeDerivedFiles(dataFolder: string, indexFile: string): void {
  for (const kind of kinds) {
    remove(path.join(derivedFolder(dataFolder, kind), derivedFolderName(indexFile)));
  }
}

/** Deletes the derived files of indexes that no longer exist, such as after a crash during a deletion. */
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
