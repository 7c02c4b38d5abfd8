import { backup, type DatabaseSync } from 'node:sqlite';

/** Between steps the connection is free for others. */
const pagesPerStep = 256;

/** Each comes at another moment, so that a second one is rarely needed. */
const maxAttempts = 100;

/** Writes all of a database to a new file, while it can be read and written; the file and its name are flushed then. */
export async function copyDatabase(database: DatabaseSync, file: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await backup(database, file, { rate: pagesPerStep });
      return;
    } catch (error) {
      if (!isInterruptedByWrite(error) || attempt === maxAttempts) throw error;
    }
  }
}

/** A copy whose first step comes in the middle of a write is given up by Node with an error of SQLite that says “none”. */
function isInterruptedByWrite(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === 0;
}
