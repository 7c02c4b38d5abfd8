import path from 'node:path';
import * as v from 'valibot';
import { replaceFileSync } from '../../storage/replaceFile.ts';
import { readPrivateFile } from '../../storage/trustedFiles.ts';

const schema = v.object({ folders: v.array(v.string()) });

/** The folders of models that the user added, in a file of the data folder. */
export class AddedFolders {
  readonly #file: string;

  constructor(dataFolder: string) {
    this.#file = path.join(dataFolder, 'models.json');
  }

  /** Returns the folders in the order in which they were added; none if the file is damaged. */
  list(): readonly string[] {
    try {
      return v.parse(schema, JSON.parse(readPrivateFile(this.#file) ?? '{"folders":[]}')).folders;
    } catch (error) {
      if (error instanceof SyntaxError || v.isValiError(error)) return [];
      throw error;
    }
  }

  /** Adds a folder, once. */
  add(folder: string): void {
    this.#write([...this.list().filter((one) => one !== folder), folder]);
  }

  /** Takes a folder off the list; its files stay. */
  remove(folder: string): void {
    this.#write(this.list().filter((one) => one !== folder));
  }

  #write(folders: readonly string[]): void {
    replaceFileSync(this.#file, `${JSON.stringify({ folders })}\n`);
  }
}
