import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { Failure } from '../../common/failure.ts';
import type { Log } from '../../common/log.ts';
import { Secret } from '../../common/secret.ts';
import { DiskReserve } from '../storage/diskReserve.ts';
import { makeFolder } from '../storage/makeFolder.ts';
import { replaceFileSync } from '../storage/replaceFile.ts';
import { checkTrustedFolder, readPrivateFile } from '../storage/trustedFiles.ts';

/**
 * The engine's data folder: its key and its announcement. Only the engine that holds the folder's lock may write
 * here.
 */
export class DataFolder {
  readonly path: string;

  /**
   * Creates the folder if it is missing, accessible to this user only. Leaves the mode of an existing folder and
   * logs a warning if others can read it. Throws `unavailable` if the folder cannot be used, or if others could
   * have written to it.
   */
  constructor(folder: string, log: Log) {
    this.path = path.resolve(folder);
    try {
      makeFolder(this.path);
      checkTrustedFolder(this.path);
      new DiskReserve(this.path).releaseIfTooFullToStart();
      // An existing folder may refuse new files although its mode allows them.
      rmdirSync(mkdtempSync(this.#file('.writable-')));
      if (isOpenToOthers(this.path))
        log.warn(
          `Others on this machine may read the data folder ${this.path}: chmod 700 keeps it to you`,
        );
    } catch (error) {
      if (Failure.is(error)) throw error;
      const message = `The data folder ${this.path} cannot be used: check that you may write there`;
      throw new Failure('unavailable', message, { cause: error });
    }
  }

  /** Returns the stored key, or creates one. Throws `unavailable` if its file cannot be used. */
  key(): Secret {
    return this.#withFileErrors('engine.key', () => {
      const stored = readPrivateFile(this.#file('engine.key'))?.trim() ?? '';
      if (stored !== '') return new Secret(stored);
      const key = `pclocal_${randomBytes(24).toString('base64url')}`;
      // Without a line break, which clients refuse in a header.
      replaceFileSync(this.#file('engine.key'), key);
      return new Secret(key);
    });
  }

  /** Writes `engine.json`. Throws `unavailable` if it cannot be written. */
  announce(announcement: Announcement): void {
    this.#withFileErrors('engine.json', () =>
      replaceFileSync(this.#file('engine.json'), `${JSON.stringify(announcement)}\n`),
    );
  }

  /** Deletes `engine.json`. Throws `unavailable` if it cannot be deleted. */
  withdraw(): void {
    this.#withFileErrors('engine.json', () => rmSync(this.#file('engine.json'), { force: true }));
  }

  #withFileErrors<T>(name: string, work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (Failure.is(error)) throw error;
      const message = `The file ${this.#file(name)} cannot be read or written: check its permissions and the disk, or delete it`;
      throw new Failure('unavailable', message, { cause: error });
    }
  }

  #file(name: string): string {
    return path.join(this.path, name);
  }
}

/** The content of `engine.json`, by which other windows and programs find the running engine. */
export type Announcement = {
  readonly url: string;
  readonly pid: number;
  readonly version: string;
};

/** Always false on Windows, which has no such modes. */
function isOpenToOthers(folder: string): boolean {
  return process.platform !== 'win32' && (statSync(folder).mode & 0o077) !== 0;
}
