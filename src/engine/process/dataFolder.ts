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

/** Who has a folder open: other windows and programs find the engine by it. */
export type Announcement = {
  readonly url: string;
  readonly pid: number;
  readonly version: string;
};

/** What an engine keeps beside its indexes. Only the engine that holds the folder's lock may write here. */
export class DataFolder {
  readonly path: string;

  /**
   * Makes the folder where it is missing, for this user alone. One that is there stays as it is: that others may read it is
   * noted in the log. Throws `unavailable` where it cannot be used, or others could have written what is in it.
   */
  constructor(folder: string, log: Log) {
    this.path = path.resolve(folder);
    try {
      makeFolder(this.path);
      checkTrustedFolder(this.path);
      new DiskReserve(this.path).releaseIfTooFullToStart();
      // One that is there may be of a kind that takes no files, whatever its mode says.
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

  /** The key that is stored here, made where it is missing. Throws `unavailable` where its file cannot be used. */
  key(): Secret {
    return this.#withFileErrors('engine.key', () => {
      const stored = readPrivateFile(this.#file('engine.key'))?.trim() ?? '';
      if (stored !== '') return new Secret(stored);
      const key = `pclocal_${randomBytes(24).toString('base64url')}`;
      replaceFileSync(this.#file('engine.key'), `${key}\n`);
      return new Secret(key);
    });
  }

  /** Throws `unavailable` where that cannot be written. */
  announce(announcement: Announcement): void {
    this.#withFileErrors('engine.json', () =>
      replaceFileSync(this.#file('engine.json'), `${JSON.stringify(announcement)}\n`),
    );
  }

  /** Throws `unavailable` where it cannot be taken away. */
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

/** Windows has no such modes, and says that all may do everything. */
function isOpenToOthers(folder: string): boolean {
  return process.platform !== 'win32' && (statSync(folder).mode & 0o077) !== 0;
}
