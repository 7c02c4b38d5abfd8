import { closeSync, fsyncSync, openSync } from 'node:fs';

/**
 * Flushes the names in a folder to the disk: those that were added, moved or removed survive a power cut. Windows has no
 * such call and does not need it.
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
