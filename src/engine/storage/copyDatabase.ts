import { backup, type DatabaseSync } from 'node:sqlite';

/** Between steps the connection is free for others. */
const pagesPerStep = 256;

/** Each comes at another moment, so that a second one is rarely needed. */
const mostBeginnings = 100;

/** Writes all of a database to a new file, while it can be read and written; the file and its name are flushed then. */
export async function copyDatabase(database: DatabaseSync, file: string): Promise<void> {
  for (let beginning = 1; ; beginning++) {
    try {
      await backup(database, file, { rate: pagesPerStep });
      return;
    } catch (error) {
      if (!hasMetWrite(error) || beginning === mostBeginnings) throw error;
    }
  }
}

/** A copy whose first step comes in the middle of a write is given up by Node with an error of SQLite that says “none”. */
function hasMetWrite(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === 0;
}
