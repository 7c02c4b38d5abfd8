import { statSync } from 'node:fs';
import type { Disposable } from '../../common/disposables.ts';
import type { IndexDatabase } from '../storage/indexDatabase.ts';

/** What is wrong with a file; empty where nothing is. */
export type CheckFile = (file: string, signal: AbortSignal) => Promise<string>;

type Subject = { readonly name: string; readonly file: string; readonly database: IndexDatabase };

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
  opened(subject: Subject): void {
    if (this.#stop.signal.aborted || this.#seen.has(subject.file)) return;
    if (Date.now() - subject.database.checkedAtMs() < dayMs) return;
    this.#seen.add(subject.file);
    this.#last = this.#last.then(() => this.#check(subject)).catch(() => undefined);
  }

  /** Resolves once no check is under way. */
  idle(): Promise<void> {
    return this.#last;
  }

  async #check({ name, file, database }: Subject): Promise<void> {
    const { signal } = this.#stop;
    signal.throwIfAborted();
    if (!database.isOpen) return;
    database.writeBack();
    const before = lookOf(file);
    const what = await this.#checkDatabaseFile(file, signal);
    if (signal.aborted || !database.isOpen) return;
    if (what === '') database.recordCheck(Date.now());
    else if (before === lookOf(file)) this.#onDamage(name, file, what);
  }
}

/** Changes when the file is written to. */
function lookOf(file: string): string {
  const stats = statSync(file, { bigint: true, throwIfNoEntry: false });
  return stats === undefined ? 'gone' : `${stats.ino} ${stats.size} ${stats.mtimeNs}`;
}
