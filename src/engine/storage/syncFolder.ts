import { closeSync, fsyncSync, openSync } from 'node:fs';

/**
 * Flushes a folder's entries to disk, so that added, moved and removed files survive a power cut. Does nothing on
 * Windows, which has no such call and does not need one.
 */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
