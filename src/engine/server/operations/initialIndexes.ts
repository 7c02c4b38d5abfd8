import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { Failure } from '../../../common/failure.ts';
import type { IndexOperations } from './indexOperations.ts';

const content = v.array(v.looseObject({}), 'must be a list of objects');

type Body = Readonly<Record<string, unknown>>;

/** The indexes that an engine has from the start: those that a file lists. */
export class InitialIndexes {
  readonly #file: string;
  readonly #indexes: IndexOperations;

  /** `file` has a list of bodies of `POST /indexes` and `POST /indexes/create-for-model`, as JSON. */
  constructor(file: string, indexes: IndexOperations) {
    this.#file = file;
    this.#indexes = indexes;
  }

  /** Creates those that do not exist. Throws `badInput` that names the file and the entry. */
  async create(): Promise<void> {
    for (const [at, body] of (await this.#read()).entries()) {
      try {
        await this.#createOne(body);
      } catch (error) {
        if (Failure.is(error, 'conflict')) continue;
        throw this.#failure(`entry ${at + 1}: ${Failure.from(error).message}`, error);
      }
    }
  }

  async #createOne(body: Body): Promise<void> {
    const { signal } = new AbortController();
    if ('embed' in body) await this.#indexes.createForModel(body, '2026-07', signal);
    else await this.#indexes.create(body, 'spec' in body ? '2025-10' : '2026-07', signal);
  }

  async #read(): Promise<readonly Body[]> {
    try {
      return v.parse(content, JSON.parse(await readFile(this.#file, 'utf8')));
    } catch (error) {
      throw this.#failure(error instanceof Error ? error.message : String(error), error);
    }
  }

  #failure(reason: string, cause: unknown): Failure {
    return new Failure('badInput', `The indexes of ${this.#file}: ${reason}`, { cause });
  }
}
