import { statSync } from 'node:fs';

/** The place of a file that is open: a file that was deleted or replaced can be written to, but nobody finds it again. */
export class FilePlace {
  readonly #file: string;
  readonly #identity: string | undefined;

  /** The file has to be there. */
  constructor(file: string) {
    this.#file = file;
    this.#identity = identityOf(file);
  }

  /** Whether the file that stands there is still the one that stood there in the beginning. */
  isKept(): boolean {
    const identity = identityOf(this.#file);
    return identity !== undefined && identity === this.#identity;
  }
}

/** What tells a file from another one that takes its place; undefined where there is none. */
export function identityOf(file: string): string | undefined {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false });
  return found && `${found.dev} ${found.ino}`;
}
