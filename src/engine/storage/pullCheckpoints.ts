import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { replaceFile } from './replaceFile.ts';

/**
 * What pulls write down to go on from after they were killed: documents of JSON, in parts, for each index that is
 * filled. The engine keeps them and does not read them. A part is written whole or not at all.
 */
export class PullCheckpoints {
  readonly #folder: string;

  constructor(dataFolder: string) {
    this.#folder = path.join(dataFolder, 'pulls');
  }

  /** The part's text; `undefined` where it was never written. `index` and `part` are names, not paths. */
  async read(index: string, part: string): Promise<string | undefined> {
    try {
      return await readFile(this.#file(index, part), 'utf8');
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async save(index: string, part: string, text: string): Promise<void> {
    const label = `the notes of the pull into “${index}”`;
    await replaceFile(this.#file(index, part), label, (draft) => draft.writeFile(text));
  }

  /** Forgets all parts. */
  async remove(index: string): Promise<void> {
    await rm(this.#folderOf(index), { recursive: true, force: true });
  }

  /** The name in front keeps names that Windows reserves, like `nul`, from being folders. */
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
