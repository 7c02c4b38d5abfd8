import { constants } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../common/failure.ts';
import { trustProblem } from '../common/trustProblem.ts';
import { errorCodeOf } from './errorCodeOf.ts';

/**
 * Reads a file in a data folder; `undefined` if it does not exist. Throws `unavailable` if another user (except the
 * administrator) could have written it, for a link, and for anything but a file.
 */
export async function readTrustedFile(folder: string, name: string): Promise<string | undefined> {
  const file = path.join(folder, name);
  let handle: FileHandle;
  try {
    handle = await openTrusted(file, readFlags);
  } catch (error) {
    if (errorCodeOf(error) === 'ENOENT') return undefined;
    if (Failure.is(error)) throw error;
    const message = `${file} cannot be read; check its permissions`;
    throw new Failure('unavailable', message, { cause: error });
  }
  try {
    if ((await handle.stat()).size > maxBytes) throw untrusted(file, 'is too large');
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}

/** Absent on Windows, where creating links needs an administrator. O_NONBLOCK keeps a pipe from blocking the open. */
const { O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants as Partial<typeof constants>;
const readFlags = constants.O_RDONLY | O_NOFOLLOW | O_NONBLOCK;
const appendFlags =
  constants.O_APPEND | constants.O_CREAT | constants.O_WRONLY | O_NOFOLLOW | O_NONBLOCK;

/** Larger than any engine file read here. */
const maxBytes = 64 * 1024;

/** Opens a log for appending; creates it for this user only. Throws as reading does. */
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
