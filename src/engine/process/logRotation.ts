import { copyFileSync, fstatSync, ftruncateSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';

const stderr = 2;

/** How much is written between two looks at the size. */
const checkIntervalBytes = 64 * 1024;

/**
 * Keeps the log of a data folder small where stderr of this process appends to it: beyond `maxBytes` its content moves to
 * `engine.1.log`, and that of `engine.1.log` to `engine.2.log`. The file itself stays, since processes have it open.
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

  /** So many bytes were written to stderr. */
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
      // A full disk, for one: the next look tries again.
    }
  }
}
