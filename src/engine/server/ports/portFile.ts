import path from 'node:path';
import * as v from 'valibot';
import type { Log } from '../../../common/log.ts';
import { replaceFileSync } from '../../storage/replaceFile.ts';
import { readPrivateFile } from '../../storage/trustedFiles.ts';

const maxPort = 65_535;

const content = v.record(
  v.string(),
  v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(maxPort)),
);

/** The file that keeps the ports of indexes over restarts. Without it, indexes get new ports. */
export class PortFile {
  readonly #file: string;
  readonly #log: Log;

  constructor(dataFolder: string, log: Log) {
    this.#file = path.join(dataFolder, 'ports.json');
    this.#log = log;
  }

  /** Returns ports by name of index; none if the file is missing or damaged. */
  read(): ReadonlyMap<string, number> {
    try {
      const text = readPrivateFile(this.#file);
      if (text === undefined) return new Map();
      return new Map(Object.entries(v.parse(content, JSON.parse(text))));
    } catch {
      this.#log.warn('the file of ports cannot be used: indexes get new ports');
      return new Map();
    }
  }

  write(ports: ReadonlyMap<string, number>): void {
    try {
      replaceFileSync(this.#file, `${JSON.stringify(Object.fromEntries(ports))}\n`);
    } catch {
      this.#log.warn('the file of ports cannot be written: indexes get new ports after a restart');
    }
  }
}
