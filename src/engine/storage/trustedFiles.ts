import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
} from 'node:fs';
import path from 'node:path';
import { Failure } from '../../common/failure.ts';
import { trustProblem } from '../../common/fileTrust.ts';

/** Absent on Windows, whose links need the administrator. The second keeps a pipe from holding the open up. */
const { O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants as Partial<typeof constants>;

/**
 * Throws `unavailable` where somebody other than this user or the administrator could have put something into the data
 * folder, or a file in it is a link: SQLite and others would write to where it leads. A folder in it may be a link to
 * another disk.
 */
export function checkTrustedFolder(folder: string): void {
  requireTrust(folder);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const inner = path.join(folder, entry.name);
    const isFolder = statSync(inner, { throwIfNoEntry: false })?.isDirectory() ?? false;
    if (entry.isSymbolicLink() && !isFolder) throw untrusted(inner, 'is a link');
    if (!isFolder) continue;
    requireTrust(inner);
    const link = readdirSync(inner, { withFileTypes: true }).find((one) => one.isSymbolicLink());
    if (link !== undefined) throw untrusted(path.join(inner, link.name), 'is a link');
  }
}

/**
 * The text of a file of this user, which others cannot read from now on; nothing where there is none. Throws `unavailable`
 * where somebody else could have written it, for a link, and for what is no file; else the error of the file system.
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
  return new Failure('unavailable', `${file} ${reason}, and is not used: move it away`);
}
