import { statSync } from 'node:fs';
import type { Failure } from '../../common/failure.ts';

type Damage = {
  readonly failure: Failure;
  /** What the file looked like from outside. */
  readonly fingerprint: string;
  /** Whether the file could be opened, and the damage is in some of its rows. */
  readonly isInside: boolean;
};

/** Which files of indexes are damaged, and how that showed, by the name of the index. */
export class DamagedFiles {
  readonly #damages = new Map<string, Damage>();

  has(name: string): boolean {
    return this.#damages.has(name);
  }

  /** How it showed. */
  failureOf(name: string): Failure | undefined {
    return this.#damages.get(name)?.failure;
  }

  add(name: string, file: string, failure: Failure, isInside: boolean): void {
    this.#damages.set(name, { failure, isInside, fingerprint: fingerprintOf(file, isInside) });
  }

  /** Whether another file is there now, or the file was written to by somebody else. */
  wasReplaced(name: string, file: string): boolean {
    const damage = this.#damages.get(name);
    return damage !== undefined && damage.fingerprint !== fingerprintOf(file, damage.isInside);
  }

  /** The file could be opened: it is well, unless the damage is inside. */
  opened(name: string, file: string): void {
    const isInside = this.#damages.get(name)?.isInside === true;
    if (!isInside || this.wasReplaced(name, file)) this.remove(name);
  }

  remove(name: string): void {
    this.#damages.delete(name);
  }
}

/** Changes when another file takes this one's place; a file that is written to by us keeps its number alone. */
function fingerprintOf(file: string, isInside: boolean): string {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined) return 'gone';
  return isInside ? String(stats.ino) : `${stats.ino} ${stats.size} ${stats.mtimeMs}`;
}
