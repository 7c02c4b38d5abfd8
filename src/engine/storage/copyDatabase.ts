import { backup, type DatabaseSync } from 'node:sqlite';

/**
 * Copies a database to a new file while reads and writes continue. When it resolves, file and name are flushed to
 * disk.
 */
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

/** Pages copied between two pauses that let other work use the connection. */
const pagesPerStep = 256;

/** A write rarely interrupts a second attempt. */
const maxAttempts = 100;

/** Node fails a copy that starts during a write with an SQLite error of code 0. */
function isInterruptedByWrite(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === 0;
}
