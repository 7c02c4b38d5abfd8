import { statSync } from 'node:fs';

/** The place of a file that is open: a file that was deleted or replaced can be written to, but nobody finds it again. */
export class FileIdentity {
  readonly #file: string;
  readonly #identity: string | undefined;

  /** The file has to be there. */
  constructor(file: string) {
    this.#file = file;
    this.#identity = fileIdentityOf(file);
  }

  /** Whether the file that stands there is still the one that stood there in the beginning. */
  isSameFile(): boolean {
    const identity = fileIdentityOf(this.#file);
    return identity !== undefined && identity === this.#identity;
  }
}

/** What tells a file from another one that takes its place; undefined where there is none. */
export function fileIdentityOf(file: string): string | undefined {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false });
  return found && `${found.dev} ${found.ino}`;
}
