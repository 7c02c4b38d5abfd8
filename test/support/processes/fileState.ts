import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { StateStore } from '../../../src/services/catalog/catalog.ts';

/** Returns a store that is on disk when `set` returns. */
export function fileState(path: string): StateStore {
  const read = (): Record<string, unknown> =>
    existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>) : {};
  return {
    get: (key) => read()[key],
    set: (key, value) => {
      writeFileSync(`${path}.new`, JSON.stringify({ ...read(), [key]: value }));
      renameSync(`${path}.new`, path);
    },
  };
}
