import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Counts the windows that send requests to an environment: each touches a file of its own, at most once a second. */
export class RequestShares {
  readonly #folder: string;
  readonly #window: string;
  readonly #now: () => number;
  readonly #counts = new Map<string, { readonly at: number; readonly windows: Promise<number> }>();

  /** `window` is unique to this window and this load of it; `now` returns milliseconds since 1970. */
  constructor(storageFolder: string, window: string = randomUUID(), now = Date.now) {
    this.#folder = path.join(storageFolder, 'pacing');
    this.#window = window;
    this.#now = now;
  }

  /** Returns how many windows sent requests lately, this one included. A folder that cannot be read counts as one. */
  windows(environmentId: string): Promise<number> {
    const now = this.#now();
    const known = this.#counts.get(environmentId);
    if (known !== undefined && now - known.at < freshMs) return known.windows;
    const windows = this.#count(environmentId, now).catch(() => 1);
    this.#counts.set(environmentId, { at: now, windows });
    return windows;
  }

  async #count(environmentId: string, now: number): Promise<number> {
    const folder = this.#folder;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const own = `${environmentId}.${this.#window}`;
    await writeFile(path.join(folder, own), '', { mode: 0o600 });
    await utimes(path.join(folder, own), now / 1000, now / 1000);
    const others = (await readdir(folder)).filter(
      (name) => name.startsWith(`${environmentId}.`) && name !== own,
    );
    const ages = await Promise.all(others.map((name) => ageOf(path.join(folder, name), now)));
    return 1 + ages.filter((age) => age < activeMs).length;
  }
}

/** A window that has sent nothing for this long leaves its share to the others. */
const activeMs = 10_000;
/** A file of a window that has ended long ago is deleted. */
const keptMs = 24 * 3_600_000;
/** How long a count is used. */
const freshMs = 1000;

/** Returns the milliseconds since a window touched its file. */
async function ageOf(file: string, now: number): Promise<number> {
  const touched = await stat(file).catch(() => undefined);
  const age = touched === undefined ? Infinity : now - touched.mtimeMs;
  if (age > keptMs) await rm(file, { force: true });
  return age;
}
