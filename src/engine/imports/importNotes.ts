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

const noteSchema = v.object({
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
export type ImportNote = Readonly<Omit<v.InferOutput<typeof noteSchema>, 'position'>> & {
  readonly position?: ImportPosition;
};

/** Notes of the imports that are under way, a file each, from which the next engine goes on where this one ends. */
export class ImportNotes {
  readonly #folder: string;

  constructor(dataFolder: string) {
    this.#folder = path.join(dataFolder, 'imports');
  }

  /** Those that can be read; what else lies there is taken away. */
  async all(): Promise<readonly ImportNote[]> {
    const names = await readdir(this.#folder).catch((): string[] => []);
    const notes: ImportNote[] = [];
    for (const name of names.toSorted()) {
      const file = path.join(this.#folder, name);
      try {
        const note = v.parse(noteSchema, JSON.parse(await readFile(file, 'utf8')));
        if (file === this.#file(note)) notes.push(note as ImportNote);
        else await rm(file, { force: true });
      } catch {
        await rm(file, { force: true });
      }
    }
    return notes;
  }

  /** Whole or not at all. */
  async save(note: ImportNote): Promise<void> {
    const label = `the notes of the import into “${note.index}”`;
    await replaceFile(this.#file(note), label, (draft) => draft.writeFile(JSON.stringify(note)));
  }

  async remove(note: Pick<ImportNote, 'index' | 'id'>): Promise<void> {
    await rm(this.#file(note), { force: true });
  }

  /** Names of indexes and numbers: neither leads elsewhere. */
  #file({ index, id }: Pick<ImportNote, 'index' | 'id'>): string {
    return path.join(this.#folder, `index-${index}-${id}.json`);
  }
}
