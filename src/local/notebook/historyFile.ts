import { randomUUID } from 'node:crypto';
import { appendFile, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

const maxBytes = 4 * 1024 ** 2;

/** Lines of text in a file that only the user can read. Above 4 MB the older half is removed. */
export class HistoryFile {
  readonly #file: string;
  readonly #maxBytes: number;
  /** Changes happen in order. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(file: string, limit = maxBytes) {
    this.#file = file;
    this.#maxBytes = limit;
  }

  append(line: string): Promise<void> {
    return this.#inOrder(async () => {
      await mkdir(path.dirname(this.#file), { recursive: true, mode: 0o700 });
      await appendFile(this.#file, `${line}\n`, { mode: 0o600 });
      if ((await this.size()) > this.#maxBytes) await this.#halve();
    });
  }

  /** Returns the lines, the newest first. */
  async read(): Promise<readonly string[]> {
    await this.#last;
    return (await this.#lines()).reverse();
  }

  /** Removes the lines that `isKept` refuses. */
  retain(isKept: (line: string) => boolean): Promise<void> {
    return this.#inOrder(async () => {
      const lines = await this.#lines();
      const kept = lines.filter(isKept);
      if (kept.length < lines.length) await this.#replace(kept);
    });
  }

  /** Returns the size in bytes. */
  async size(): Promise<number> {
    return (await stat(this.#file).catch(() => ({ size: 0 }))).size;
  }

  clear(): Promise<void> {
    return this.#inOrder(() => rm(this.#file, { force: true }));
  }

  #inOrder(work: () => Promise<void>): Promise<void> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }

  async #lines(): Promise<string[]> {
    const text = await readFile(this.#file, 'utf8').catch(() => '');
    return text.split('\n').filter((line) => line !== '');
  }

  async #halve(): Promise<void> {
    const lines = await this.#lines();
    let bytes = 0;
    const kept = lines
      .toReversed()
      .filter((line) => (bytes += line.length + 1) <= this.#maxBytes / 2);
    await this.#replace(kept.reverse());
  }

  async #replace(lines: readonly string[]): Promise<void> {
    const draft = `${this.#file}.${randomUUID()}`;
    await writeFile(draft, lines.map((line) => `${line}\n`).join(''), { mode: 0o600 });
    await rename(draft, this.#file);
  }
}
