import { statSync } from 'node:fs';
import path from 'node:path';
import { Failure } from '../../../common/failure.ts';
import { fileIdentityOf } from '../fileIdentity.ts';
import { describeIndexFile } from '../indexSchema.ts';

/** Whether the write-ahead log of an index file may hold writes that are not in the file yet. */
export function hasWriteAheadLog(file: string): boolean {
  return (statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) >= headerBytes;
}

/** A write-ahead log with a commit is at least as long as its header. */
const headerBytes = 32;

/**
 * Checks that a file still has the write-ahead log it was last used with. Throws `damaged` if the log is missing,
 * because the last writes are lost. A file with another identity than `walFileIdentity` needs no log.
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
