import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';

const maxBytes = 64 * 1024 ** 2;
const extension = '.json';

export type FolderSize = { readonly files: number; readonly bytes: number };

/**
 * Texts by name, each in a file of its own that only the user can read. The files that were used least recently are
 * removed above 64 MB.
 */
export class ResultFolder {
  readonly #folder: string;
  readonly #maxBytes: number;
  /** Writes happen in order. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(folder: string, limit = maxBytes) {
    this.#folder = folder;
    this.#maxBytes = limit;
  }

  /** Returns the text of a name; `undefined` if there is none. */
  async read(name: string): Promise<string | undefined> {
    await this.#last;
    const file = this.#fileOf(name);
    try {
      const text = await readFile(file, 'utf8');
      const now = new Date();
      await utimes(file, now, now);
      return text;
    } catch {
      return undefined;
    }
  }

  write(name: string, text: string): Promise<void> {
    return this.#inOrder(async () => {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      const file = this.#fileOf(name);
      await this.#replace(file, text);
      await this.#dropOldest(path.basename(file));
    });
  }

  /** Replaces the texts that `change` returns otherwise. */
  update(change: (text: string) => string): Promise<void> {
    return this.#inOrder(async () => {
      for (const { name } of await this.#files()) {
        const file = path.join(this.#folder, name);
        const text = await readFile(file, 'utf8').catch(() => '');
        const changed = change(text);
        if (changed !== text) await this.#replace(file, changed);
      }
    });
  }

  async size(): Promise<FolderSize> {
    const files = await this.#files();
    return { files: files.length, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) };
  }

  clear(): Promise<void> {
    return this.#inOrder(() => rm(this.#folder, { recursive: true, force: true }));
  }

  #fileOf(name: string): string {
    const hash = createHash('sha256').update(name).digest('hex').slice(0, 32);
    return path.join(this.#folder, `${hash}${extension}`);
  }

  async #replace(file: string, text: string): Promise<void> {
    const draft = `${file}.${randomUUID()}`;
    await writeFile(draft, text, { mode: 0o600 });
    await rename(draft, file);
  }

  #inOrder(work: () => Promise<void>): Promise<void> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }

  async #dropOldest(kept: string): Promise<void> {
    const files = await this.#files();
    let bytes = files.find(({ name }) => name === kept)?.bytes ?? 0;
    for (const file of files.filter(({ name }) => name !== kept)) {
      bytes += file.bytes;
      if (bytes > this.#maxBytes) await rm(path.join(this.#folder, file.name), { force: true });
    }
  }

  /** Returns the files, the most recently used first. */
  async #files(): Promise<{ name: string; bytes: number; usedAtMs: number }[]> {
    const names = await readdir(this.#folder).catch((): string[] => []);
    const files = await Promise.all(
      names.map(async (name) => {
        const found = await stat(path.join(this.#folder, name)).catch(() => undefined);
        return found ? [{ name, bytes: found.size, usedAtMs: found.mtimeMs }] : [];
      }),
    );
    return files.flat().sort((one, other) => other.usedAtMs - one.usedAtMs);
  }
}
