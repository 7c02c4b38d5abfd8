import { statSync } from 'node:fs';

/** Detects whether an open file was deleted or replaced. Writes to such a file would be lost. */
export class FileIdentity {
  readonly #file: string;
  readonly #identity: string | undefined;

  /** The file must exist. */
  constructor(file: string) {
    this.#file = file;
    this.#identity = fileIdentityOf(file);
  }

  /** Whether the path still names the file that it named at construction. */
  isSameFile(): boolean {
    const identity = fileIdentityOf(this.#file);
    return identity !== undefined && identity === this.#identity;
  }
}

/** Returns device and inode of a file, or undefined if it does not exist. */
export function fileIdentityOf(file: string): string | undefined {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false });
  return found && `${found.dev} ${found.ino}`;
}
