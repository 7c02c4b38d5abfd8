import { statSync } from 'node:fs';
import path from 'node:path';
import { Failure } from '../../../common/failure.ts';
import { fileIdentityOf } from '../fileIdentity.ts';
import { describeIndexFile } from '../indexSchema.ts';

/** A log that holds a commit has a header at least. */
const headerBytes = 32;

/** Whether the log beside an index' file holds writes that may not be in the file yet. */
export function hasWriteAheadLog(file: string): boolean {
  return (statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) >= headerBytes;
}

/**
 * Throws `damaged` where the file that `walFileIdentity` names had a log when it was last used, and has none now: its last writes were
 * in it. A file that took its place needs none.
 */
export function requireWriteAheadLog(
  indexName: string,
  file: string,
  walFileIdentity: string | undefined,
): void {
  if (
    walFileIdentity === undefined ||
    walFileIdentity !== fileIdentityOf(file) ||
    hasWriteAheadLog(file)
  )
    return;
  const { label, remedy } = describeIndexFile(indexName);
  const message = `The last writes to ${label} are lost, as its log (${path.basename(file)}-wal) is missing: ${remedy}`;
  throw new Failure('damaged', message);
}
