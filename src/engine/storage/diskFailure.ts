import { Failure } from '../../common/failure.ts';

const fullCodes = new Set(['ENOSPC', 'EDQUOT']);
const refusedCodes = new Set(['EIO', 'EROFS', 'EFBIG', 'EACCES', 'EPERM', 'EMFILE', 'ENFILE']);

/** The failure of a write to `label` on a full disk: status 507. */
export function diskFullFailure(label: string, cause: unknown): Failure {
  const message = `The disk is full: nothing was written to ${label}; make room, then try again`;
  return new Failure('unavailable', message, { status: 507, cause });
}

/** The failure of a disk that refuses to read or write `label`: status 503. */
export function diskRefusedFailure(label: string, cause: unknown): Failure {
  const message = `The disk refused to read or write ${label}: check the disk and its permissions`;
  return new Failure('unavailable', message, { cause });
}

/** Whether a failure says that the disk is full. */
export function isDiskFull(error: unknown): boolean {
  return Failure.is(error, 'unavailable') && error.status === 507;
}

/** The failure behind an error of the file system; undefined where the error is none, or says something else. */
export function diskFailure(error: unknown, label: string): Failure | undefined {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (fullCodes.has(code)) return diskFullFailure(label, error);
  return refusedCodes.has(code) ? diskRefusedFailure(label, error) : undefined;
}
