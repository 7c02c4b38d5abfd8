import { randomBytes } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { diskFailure } from './diskFailure.ts';
import { makeFolder } from './makeFolder.ts';
import { syncFolder } from './syncFolder.ts';

/** Readable by this user alone from the first byte. */
const mode = 0o600;

/**
 * Writes a file as a whole or not at all, in a folder that is made where it is missing. The content and the name have
 * reached the disk when it resolves. Throws `unavailable` where the disk is full (507) or refuses; `label` names the file in
 * the sentence.
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

/** The same for a text, at once, in a folder that is there. Throws the error of the file system. */
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
