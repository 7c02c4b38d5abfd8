import type { Dirent } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { replaceFile } from '../storage/replaceFile.ts';

const positionSchema = v.object({
  file: v.string(),
  sizeBytes: v.number(),
  modifiedMs: v.number(),
  row: v.number(),
  recordsImported: v.number(),
  recordsRefused: v.number(),
});

const checkpointSchema = v.object({
  index: v.string(),
  id: v.string(),
  uri: v.string(),
  skipsBadRows: v.boolean(),
  starts: v.optional(v.number(), 0),
  position: v.optional(positionSchema),
});

/** Up to where an import is on disk: all files before this one, and of it all rows up to the number `row`. */
export type ImportPosition = Readonly<v.InferOutput<typeof positionSchema>>;

/**
 * An import that is under way, with what is needed to go on with it. `starts` counts the engines that began to work on it
 * and did not end in order since.
 */
export type ImportCheckpoint = Readonly<
  Omit<v.InferOutput<typeof checkpointSchema>, 'position'>
> & {
  readonly position?: ImportPosition;
};

/** Notes of the imports that are under way, a file each, from which the next engine goes on where this one ends. */
export class ImportCheckpoints {
  readonly #folder: string;

  constructor(dataFolder: string) {
    this.#folder = path.join(dataFolder, 'imports');
  }

  /** Those that can be read; what else lies there is taken away. */
  async all(): Promise<readonly ImportCheckpoint[]> {
    const entries = await readdir(this.#folder, { withFileTypes: true }).catch((): Dirent[] => []);
    const checkpoints: ImportCheckpoint[] = [];
    const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
    for (const name of names.toSorted()) {
      const file = path.join(this.#folder, name);
      try {
        const checkpoint = v.parse(checkpointSchema, JSON.parse(await readFile(file, 'utf8')));
        if (file === this.#file(checkpoint)) checkpoints.push(checkpoint as ImportCheckpoint);
        else await rm(file, { force: true });
      } catch {
        await rm(file, { force: true });
      }
    }
    return checkpoints;
  }

  /** Whole or not at all. */
  async save(checkpoint: ImportCheckpoint): Promise<void> {
    const label = `the checkpoints of the import into “${checkpoint.index}”`;
    await replaceFile(this.#file(checkpoint), label, (draft) =>
      draft.writeFile(JSON.stringify(checkpoint)),
    );
  }

  async remove(checkpoint: Pick<ImportCheckpoint, 'index' | 'id'>): Promise<void> {
    await rm(this.#file(checkpoint), { force: true });
  }

  /** Names of indexes and numbers: neither leads elsewhere. */
  #file({ index, id }: Pick<ImportCheckpoint, 'index' | 'id'>): string {
    return path.join(this.#folder, `index-${index}-${id}.json`);
  }
}
