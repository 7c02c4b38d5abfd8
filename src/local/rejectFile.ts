import { appendFile, open } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../common/failure.ts';
import { errorCodeOf } from './errorCodeOf.ts';

const maxNames = 1000;

/** A file beside the source of an import, with the records that were refused. It is made with its first line. */
export class RejectFile {
  readonly #source: string;
  #file: string | undefined;

  /** With `file`, it adds to a file of an earlier run. */
  constructor(source: string, file?: string) {
    this.#source = source;
    this.#file = file;
  }

  /** Path of the file; absent until a record is refused. */
  get path(): string | undefined {
    return this.#file;
  }

  /** Appends lines. Never replaces a file. Throws `unavailable` if the folder does not take it. */
  async append(lines: readonly string[]): Promise<void> {
    if (lines.length === 0) return;
    try {
      this.#file ??= await create(this.#source);
      await appendFile(this.#file, lines.map((line) => `${line}\n`).join(''));
    } catch (cause) {
      const name = path.basename(this.#source);
      const why = errorCodeOf(cause) === 'ENOSPC' ? 'its disk is full' : 'its folder is read-only';
      throw new Failure(
        'unavailable',
        `The records of “${name}” that were refused could not be listed beside it: ${why}. Copy it to another folder and import it there`,
        { cause },
      );
    }
  }
}

/** Creates `films.rejected.jsonl` beside `films.csv`, or one with a number if that exists. */
async function create(source: string): Promise<string> {
  const { dir, name } = path.parse(source);
  for (let number = 1; ; number++) {
    const file = path.join(dir, `${name}.rejected${number === 1 ? '' : `-${number}`}.jsonl`);
    try {
      await (await open(file, 'wx')).close();
      return file;
    } catch (error) {
      if (errorCodeOf(error) !== 'EEXIST' || number === maxNames) throw error;
    }
  }
}
