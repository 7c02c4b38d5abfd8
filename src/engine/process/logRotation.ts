import { copyFileSync, fstatSync, ftruncateSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';

/**
 * Limits the size of the data folder's log when stderr is appended to it. Beyond `maxBytes`, its content moves to
 * `engine.1.log`, and that of `engine.1.log` to `engine.2.log`. The file itself remains, because processes have it
 * open.
 */
export class LogRotation {
  readonly #file: string;
  readonly #maxBytes: number;
  readonly #fd: number;
  #uncheckedBytes = 0;

  constructor(dataFolder: string, maxBytes = 2 * 1024 * 1024, fd = stderr) {
    this.#file = path.join(dataFolder, 'engine.log');
    this.#maxBytes = maxBytes;
    this.#fd = fd;
    this.#rotateIfLarge();
  }

  /** Counts bytes written to stderr and rotates the log if it is too large. */
  countWritten(bytes: number): void {
    this.#uncheckedBytes += bytes;
    if (this.#uncheckedBytes < Math.min(checkIntervalBytes, this.#maxBytes)) return;
    this.#uncheckedBytes = 0;
    this.#rotateIfLarge();
  }

  #rotateIfLarge(): void {
    try {
      const log = fstatSync(this.#fd, { bigint: true });
      const named = statSync(this.#file, { bigint: true, throwIfNoEntry: false });
      if (named?.ino !== log.ino || named.dev !== log.dev || log.size <= this.#maxBytes) return;
      const [first, second] = [1, 2].map((number) =>
        path.join(path.dirname(this.#file), `engine.${number}.log`),
      ) as [string, string];
      if (statSync(first, { throwIfNoEntry: false }) !== undefined) renameSync(first, second);
      copyFileSync(this.#file, first);
      ftruncateSync(this.#fd);
    } catch {
      // Failures, such as a full disk, are retried at the next check.
    }
  }
}

const stderr = 2;

/** Bytes written between two checks of the size. */
const checkIntervalBytes = 64 * 1024;
