import { constants } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../common/failure.ts';
import { trustProblem } from '../common/trustProblem.ts';
import { errorCodeOf } from './errorCodeOf.ts';

/** Absent on Windows, whose links need the administrator. The second keeps a pipe from holding the open up. */
const { O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants as Partial<typeof constants>;
const readFlags = constants.O_RDONLY | O_NOFOLLOW | O_NONBLOCK;
const appendFlags =
  constants.O_APPEND | constants.O_CREAT | constants.O_WRONLY | O_NOFOLLOW | O_NONBLOCK;

/** More than any file of the engine that is read here. */
const maxBytes = 64 * 1024;

/**
 * The text of a file in a data folder; nothing where there is none. Throws `unavailable` where somebody other than this user
 * or the administrator could have written it, for a link, and for what is no file.
 */
export async function readTrustedFile(folder: string, name: string): Promise<string | undefined> {
  const file = path.join(folder, name);
  let handle: FileHandle;
  try {
    handle = await openTrusted(file, readFlags);
  } catch (error) {
    if (errorCodeOf(error) === 'ENOENT') return undefined;
    if (Failure.is(error)) throw error;
    const message = `${file} cannot be read; check who may read it`;
    throw new Failure('unavailable', message, { cause: error });
  }
  try {
    if ((await handle.stat()).size > maxBytes) throw untrusted(file, 'is too large');
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}

/** A log that is appended to, made for this user alone where it is missing. Throws as reading does. */
export function openTrustedLog(file: string): Promise<FileHandle> {
  return openTrusted(file, appendFlags);
}

async function openTrusted(file: string, flags: number): Promise<FileHandle> {
  const user = process.getuid?.();
  const folder = path.dirname(file);
  const folderReason = trustProblem(await stat(folder), user);
  if (folderReason !== undefined) throw untrusted(folder, folderReason);
  const handle = await open(file, flags, 0o600).catch((error: unknown) => {
    throw errorCodeOf(error) === 'ELOOP' ? untrusted(file, 'is a link') : error;
  });
  const stats = await handle.stat();
  const reason = stats.isFile() ? trustProblem(stats, user) : 'is not a file';
  if (reason === undefined) return handle;
  await handle.close();
  throw untrusted(file, reason);
}

function untrusted(file: string, reason: string): Failure {
  return new Failure('unavailable', `${file} ${reason}, and is not used: move it away`);
}
