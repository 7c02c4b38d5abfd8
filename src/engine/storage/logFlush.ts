import { open } from 'node:fs/promises';
import type { DatabaseSync } from 'node:sqlite';

/**
 * Flushes the write-ahead log of a database outside of its thread, which serves other calls meanwhile: a flush takes longer
 * than all the rest of a small write.
 */
export class LogFlush {
  readonly #database: DatabaseSync;
  readonly #log: string;
  /** Settled once the flush in progress has ended. */
  #current: Promise<void> = Promise.resolve();
  /** A flush that has not begun. */
  #next: Promise<void> | undefined;

  constructor(database: DatabaseSync, file: string) {
    this.#database = database;
    this.#log = `${file}-wal`;
  }

  /**
   * Runs work whose transactions are committed without a flush. They are on disk once a later `flush` resolves, or the
   * database is closed. Inside a transaction, the work becomes part of that one and is flushed with it.
   */
  defer<T>(work: () => T): T {
    if (this.#database.isTransaction) return work();
    // The log is still flushed before it is written to the file, so a power cut loses the last commits at most.
    this.#database.exec('PRAGMA synchronous = NORMAL');
    try {
      return work();
    } finally {
      this.#database.exec('PRAGMA synchronous = FULL');
    }
  }

  /** Resolves once all transactions that are committed now are on disk. Writes at the same time share a flush. */
  flush(): Promise<void> {
    // The flush in progress may have begun before the last commit.
    this.#next ??= this.#current.then(() => {
      this.#next = undefined;
      const flushed = this.#flushLog();
      this.#current = flushed.catch(() => undefined);
      return flushed;
    });
    return this.#next;
  }

  async #flushLog(): Promise<void> {
    try {
      const handle = await open(this.#log, 'r+');
      try {
        await handle.datasync();
      } finally {
        await handle.close();
      }
    } catch (error) {
      // Closing the database has written the log to the file, flushed that, and deleted the log.
      if (this.#database.isOpen) throw error;
    }
  }
}
