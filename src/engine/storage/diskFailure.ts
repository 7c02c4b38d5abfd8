import { Failure } from '../../common/failure.ts';

/** Converts an error of the file system into a failure. Returns undefined for errors that are not about the disk. */
export function diskFailure(error: unknown, label: string): Failure | undefined {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (fullCodes.has(code)) return diskFullFailure(label, error);
  return refusedCodes.has(code) ? diskRefusedFailure(label, error) : undefined;
}

const fullCodes = new Set(['ENOSPC', 'EDQUOT']);
const refusedCodes = new Set(['EIO', 'EROFS', 'EFBIG', 'EACCES', 'EPERM', 'EMFILE', 'ENFILE']);

/** Returns the failure of a write to `label` on a full disk, with status 507. */
export function diskFullFailure(label: string, cause: unknown): Failure {
  const message = `The disk is full: nothing was written to ${label}; make room, then try again`;
  return new Failure('unavailable', message, { status: 507, cause });
}

/** Returns the failure of a disk that refuses to read or write `label`, with status 503. */
export function diskRefusedFailure(label: string, cause: unknown): Failure {
  const message = `The disk refused to read or write ${label}: check the disk and its permissions`;
  return new Failure('unavailable', message, { cause });
}

/** Whether a failure means that the disk is full. */
export function isDiskFull(error: unknown): boolean {
  return Failure.is(error, 'unavailable') && error.status === 507;
}
