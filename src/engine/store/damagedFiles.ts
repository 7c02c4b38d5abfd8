import { statSync } from 'node:fs';
import type { Failure } from '../../common/failure.ts';

/** Tracks damaged index files by index name. */
export class DamagedFiles {
  readonly #damages = new Map<string, Damage>();

  has(name: string): boolean {
    return this.#damages.has(name);
  }

  /** Returns the failure that revealed the damage. */
  failureOf(name: string): Failure | undefined {
    return this.#damages.get(name)?.failure;
  }

  add(name: string, file: string, failure: Failure, isInside: boolean): void {
    this.#damages.set(name, { failure, isInside, fingerprint: fingerprintOf(file, isInside) });
  }

  /** Whether the file was replaced or modified by another program since the damage was found. */
  wasReplaced(name: string, file: string): boolean {
    const damage = this.#damages.get(name);
    return damage !== undefined && damage.fingerprint !== fingerprintOf(file, damage.isInside);
  }

  /** Removes the entry of a file that opened, unless its rows are damaged. */
  opened(name: string, file: string): void {
    const isInside = this.#damages.get(name)?.isInside === true;
    if (!isInside || this.wasReplaced(name, file)) this.remove(name);
  }

  remove(name: string): void {
    this.#damages.delete(name);
  }
}

type Damage = {
  readonly failure: Failure;
  /** The fingerprint of the file when the damage was found. */
  readonly fingerprint: string;
  /** Whether the file opened and only some of its rows are damaged. */
  readonly isInside: boolean;
};

/**
 * A fingerprint that changes when the file is replaced. For damaged rows it is the inode only, because the engine
 * itself writes to the file.
 */
function fingerprintOf(file: string, isInside: boolean): string {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined) return 'gone';
  return isInside ? String(stats.ino) : `${stats.ino} ${stats.size} ${stats.mtimeMs}`;
}
