import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { syncFolder } from './syncFolder.ts';

/**
 * Creates a folder and missing parents, accessible to this user only. When it returns, their names are flushed to
 * disk.
 */
export function makeFolder(folder: string): void {
  const first = mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  const top = path.dirname(first);
  for (let parent = path.dirname(folder); ; parent = path.dirname(parent)) {
    syncFolder(parent);
    if (parent === top) return;
  }
}
