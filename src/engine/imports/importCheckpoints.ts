import type { Dirent } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { replaceFile } from '../storage/replaceFile.ts';

/** Stores checkpoints of unfinished imports, one file each, from which the next engine resumes. */
export class ImportCheckpoints {
  readonly #folder: string;

  constructor(dataFolder: string) {
    this.#folder = path.join(dataFolder, 'imports');
  }

  /** Returns all readable checkpoints and deletes everything else in the folder. */
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

  /** Writes a checkpoint atomically. */
  async save(checkpoint: ImportCheckpoint): Promise<void> {
    const label = `the checkpoint of the import into “${checkpoint.index}”`;
    await replaceFile(this.#file(checkpoint), label, (draft) =>
      draft.writeFile(JSON.stringify(checkpoint)),
    );
  }

  async remove(checkpoint: Pick<ImportCheckpoint, 'index' | 'id'>): Promise<void> {
    await rm(this.#file(checkpoint), { force: true });
  }

  /** Index names and numbers cannot escape the folder. */
  #file({ index, id }: Pick<ImportCheckpoint, 'index' | 'id'>): string {
    return path.join(this.#folder, `index-${index}-${id}.json`);
  }
}

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

/** The position of an import: all earlier files, and of `file` all rows up to `row`, are on disk. */
export type ImportPosition = Readonly<v.InferOutput<typeof positionSchema>>;

/** The checkpoint of an unfinished import. `starts` counts the engines that started it and did not stop normally. */
export type ImportCheckpoint = Readonly<
  Omit<v.InferOutput<typeof checkpointSchema>, 'position'>
> & {
  readonly position?: ImportPosition;
};
