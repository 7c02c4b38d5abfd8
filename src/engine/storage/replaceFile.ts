import { randomBytes } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { diskFailure } from './diskFailure.ts';
import { makeFolder } from './makeFolder.ts';
import { syncFolder } from './syncFolder.ts';

/**
 * Writes a file atomically: all of it or nothing. Creates the folder if it is missing. When the promise resolves,
 * content and name are flushed to disk. Throws `unavailable` if the disk is full (507) or refuses the write.
 * `label` names the file in error messages.
 */
export async function replaceFile(
  file: string,
  label: string,
  write: (draft: FileHandle) => Promise<void>,
): Promise<void> {
  const draft = draftOf(file);
  const folder = path.dirname(file);
  try {
    makeFolder(folder);
    const handle = await open(draft, 'wx', mode);
    try {
      await write(handle);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, file);
    syncFolder(folder);
  } catch (error) {
    await rm(draft, { force: true });
    throw diskFailure(error, label) ?? error;
  }
}

/** Only this user can read the file, from its first byte on. */
const mode = 0o600;

/**
 * Writes a text file atomically and synchronously. The folder must exist. Throws errors of the file system
 * unchanged.
 */
export function replaceFileSync(file: string, text: string): void {
  const draft = draftOf(file);
  try {
    writeFileSync(draft, text, { mode, flag: 'wx', flush: true });
    renameSync(draft, file);
    syncFolder(path.dirname(file));
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

function draftOf(file: string): string {
  return path.join(path.dirname(file), `.${path.basename(file)}-${randomBytes(6).toString('hex')}`);
}
