import path from 'node:path';

/** The folder that everything stands in. */
export const repository = path.resolve(import.meta.dirname, '..');

/** Where tools keep what they make and may lose: outside node_modules, which `npm ci` empties, and outside of git. */
export const cacheFolder = path.join(repository, '.cache');

export function inRepository(...parts: readonly string[]): string {
  return path.join(repository, ...parts);
}
