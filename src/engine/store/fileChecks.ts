import { statSync } from 'node:fs';
import type { Disposable } from '../../common/disposables.ts';
import type { IndexDatabase } from '../storage/indexDatabase.ts';

/** What is wrong with a file; empty where nothing is. */
export type CheckFile = (file: string, signal: AbortSignal) => Promise<string>;

type OpenFile = { readonly name: string; readonly file: string; readonly database: IndexDatabase };

const dayMs = 24 * 60 * 60 * 1000;

/** Checks the files of indexes that are in use, each at most once a day, one at a time. */
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

  /** An index was opened: its file is checked in the background where that was not done for a day. */
  schedule(openFile: OpenFile): void {
    if (this.#stop.signal.aborted || this.#seen.has(openFile.file)) return;
    if (Date.now() - openFile.database.checkedAtMs() < dayMs) return;
    this.#seen.add(openFile.file);
    this.#last = this.#last.then(() => this.#check(openFile)).catch(() => undefined);
  }

  /** Resolves once no check is under way. */
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

/** Changes when the file is written to. */
function fingerprintOf(file: string): string {
  const stats = statSync(file, { bigint: true, throwIfNoEntry: false });
  return stats === undefined ? 'gone' : `${stats.ino} ${stats.size} ${stats.mtimeNs}`;
}
