import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { mergeUsage, type UsageByDay, type UsageStore } from '../model/usageUnits.ts';

/** Stores the usage of each window in a file of its own, so that windows never overwrite each other. */
export class UsageFolder implements UsageStore {
  readonly #folder: string;
  readonly #window: string;

  /** `window` is unique to this window and this load of it. */
  constructor(folder: string, window: string) {
    this.#folder = folder;
    this.#window = window;
  }

  async readOthers(month: string): Promise<UsageByDay> {
    const names = await readdir(this.#folder).catch((): string[] => []);
    const own = this.#nameOf(month);
    const others = names.filter(
      (name) => name.startsWith(`${month}.`) && name.endsWith('.json') && name !== own,
    );
    const usages = await Promise.all(others.map((name) => this.#read(name)));
    return usages.reduce(mergeUsage, {});
  }

  async writeOwn(month: string, usage: UsageByDay): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const file = path.join(this.#folder, this.#nameOf(month));
    await writeFile(`${file}.new`, JSON.stringify(usage), { mode: 0o600 });
    await rename(`${file}.new`, file);
  }

  #nameOf(month: string): string {
    return `${month}.${this.#window}.json`;
  }

  async #read(name: string): Promise<UsageByDay> {
    try {
      return JSON.parse(await readFile(path.join(this.#folder, name), 'utf8')) as UsageByDay;
    } catch {
      // A file that was cut off counts as none: the numbers are for orientation, the bill is the service's.
      return {};
    }
  }
}
