import { rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { replaceFile } from './replaceFile.ts';

/**
 * Stores the checkpoints from which pulls resume after a crash: JSON documents in parts, by index. The engine
 * stores them without reading them. Each part is written atomically.
 */
export class PullCheckpoints {
  readonly #folder: string;

  constructor(dataFolder: string) {
    this.#folder = path.join(dataFolder, 'pulls');
  }

  /** Returns the part's text, or undefined if it was never written. `index` and `part` are names, not paths. */
  async read(index: string, part: string): Promise<string | undefined> {
    try {
      return await readFile(this.#file(index, part), 'utf8');
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async save(index: string, part: string, text: string): Promise<void> {
    const label = `the checkpoint of the pull into “${index}”`;
    await replaceFile(this.#file(index, part), label, (draft) => draft.writeFile(text));
  }

  /** Deletes all parts of an index. */
  remove(index: string): void {
    rmSync(this.#folderOf(index), { recursive: true, force: true, maxRetries: 3 });
  }

  /** The prefix avoids names that Windows reserves, such as `nul`. */
  #folderOf(index: string): string {
    return path.join(this.#folder, `index-${index}`);
  }

  #file(index: string, part: string): string {
    return path.join(this.#folderOf(index), `${part}.json`);
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
