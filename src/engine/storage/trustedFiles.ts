import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  type Dirent,
} from 'node:fs';
import path from 'node:path';
import { Failure } from '../../common/failure.ts';
import { trustProblem } from '../../common/trustProblem.ts';

/**
 * Checks that only this user and the administrator can write to the data folder. Throws `unavailable` otherwise, for
 * links, because writes would follow them, and for pipes, sockets and devices, because opening one can block forever.
 * A direct subfolder may be a link to another disk.
 */
export function checkTrustedFolder(folder: string): void {
  requireTrust(folder);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const inner = path.join(folder, entry.name);
    const isFolder = statSync(inner, { throwIfNoEntry: false })?.isDirectory() ?? false;
    if (isFolder) checkInnerFolder(inner);
    else requireFile(inner, entry);
  }
}

/** Absent on Windows, where creating links needs an administrator. O_NONBLOCK prevents a pipe from blocking `open`. */
const { O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants as Partial<typeof constants>;

function checkInnerFolder(folder: string): void {
  requireTrust(folder);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const inner = path.join(folder, entry.name);
    if (entry.isDirectory()) checkInnerFolder(inner);
    else requireFile(inner, entry);
  }
}

function requireFile(file: string, entry: Dirent): void {
  if (entry.isSymbolicLink()) throw untrusted(file, 'is a link');
  if (!entry.isFile()) throw untrusted(file, 'is neither a file nor a folder');
}

/**
 * Returns the text of a private file and removes access for others; undefined if the file does not exist. Throws
 * `unavailable` for links, for anything that is not a file, and if another user could have written it. Throws other
 * errors of the file system unchanged.
 */
export function readPrivateFile(file: string): string | undefined {
  const descriptor = openIfThere(file);
  if (descriptor === undefined) return undefined;
  try {
    const stats = fstatSync(descriptor);
    const reason = stats.isFile() ? trustProblem(stats, process.getuid?.()) : 'is not a file';
    if (reason !== undefined) throw untrusted(file, reason);
    fchmodSync(descriptor, 0o600);
    return readFileSync(descriptor, 'utf8');
  } finally {
    closeSync(descriptor);
  }
}

function openIfThere(file: string): number | undefined {
  try {
    return openSync(file, constants.O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') return undefined;
    if (code === 'ELOOP') throw untrusted(file, 'is a link');
    throw error;
  }
}

function requireTrust(folder: string): void {
  const reason = trustProblem(statSync(folder), process.getuid?.());
  if (reason !== undefined) throw untrusted(folder, reason);
}

function untrusted(file: string, reason: string): Failure {
  return new Failure(
    'unavailable',
    `${file} ${reason}, so the engine does not use it: move it away`,
  );
}
