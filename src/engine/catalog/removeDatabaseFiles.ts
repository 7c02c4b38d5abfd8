import { lstatSync, rmSync } from 'node:fs';

/** Removes a database file and the files that SQLite writes beside it. Leaves folders of these names alone. */
export function removeDatabaseFiles(file: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal']) {
    const isFolder = lstatSync(`${file}${suffix}`, { throwIfNoEntry: false })?.isDirectory();
    if (isFolder !== true) rmSync(`${file}${suffix}`, { force: true, maxRetries: 3 });
  }
}
