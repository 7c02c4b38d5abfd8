import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { syncFolder } from './syncFolder.ts';

/** Makes a folder for this user alone, with those above it, where it is missing. Its name has reached the disk then. */
export function makeFolder(folder: string): void {
  const first = mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  const top = path.dirname(first);
  for (let parent = path.dirname(folder); ; parent = path.dirname(parent)) {
    syncFolder(parent);
    if (parent === top) return;
  }
}
