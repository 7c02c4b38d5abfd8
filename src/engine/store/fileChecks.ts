import { statSync } from 'node:fs';
import type { Disposable } from '../../common/disposables.ts';
import type { IndexDatabase } from '../storage/indexDatabase.ts';

/** Checks the files of open indexes in the background, one at a time, each at most once a day. */
export class FileChecks implements Disposable {
  readonly #checkDatabaseFile: CheckFile;
  readonly #onDamage: (name: string, file: string, what: string) => void;
  readonly #stop = new AbortController();
  readonly #seen = new Set<string>();
  #last: Promise<void> = Promise.resolve();

  constructor(
    checkDatabaseFile: CheckFile,
    onDamage: (name: string, file: string, what: string) => void,
  ) {
    this.#checkDatabaseFile = checkDatabaseFile;
    this.#onDamage = onDamage;
  }

  dispose(): void {
    this.#stop.abort();
  }

  /** Schedules a check of an opened index if the last one is more than a day old. */
  schedule(openFile: OpenFile): void {
    if (this.#stop.signal.aborted || this.#seen.has(openFile.file)) return;
    if (Date.now() - openFile.database.checkedAtMs() < dayMs) return;
    this.#seen.add(openFile.file);
    this.#last = this.#last.then(() => this.#check(openFile)).catch(() => undefined);
  }

  /** Resolves when no check is running. */
  idle(): Promise<void> {
    return this.#last;
  }

  async #check({ name, file, database }: OpenFile): Promise<void> {
    const { signal } = this.#stop;
    signal.throwIfAborted();
    if (!database.isOpen) return;
    database.writeBack();
    const before = fingerprintOf(file);
    const what = await this.#checkDatabaseFile(file, signal);
    if (signal.aborted || !database.isOpen) return;
    if (what === '') database.recordCheck(Date.now());
    else if (before === fingerprintOf(file)) this.#onDamage(name, file, what);
  }
}

/** Returns the first problem of a file, or an empty string. */
export type CheckFile = (file: string, signal: AbortSignal) => Promise<string>;

type OpenFile = { readonly name: string; readonly file: string; readonly database: IndexDatabase };

const dayMs = 24 * 60 * 60 * 1000;

/** A fingerprint that changes when the file is written. */
function fingerprintOf(file: string): string {
  const stats = statSync(file, { bigint: true, throwIfNoEntry: false });
  return stats === undefined ? 'gone' : `${stats.ino} ${stats.size} ${stats.mtimeNs}`;
}
