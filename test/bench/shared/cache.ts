import { mkdirSync } from 'node:fs';
import path from 'node:path';

const root = process.env['VECTORSCOPE_BENCH_CACHE'] ?? path.resolve('.cache/bench');

/** A folder for what takes long to make and stays the same; later runs find it again. */
export function cacheFolder(name: string): string {
  const folder = path.join(root, name);
  mkdirSync(folder, { recursive: true });
  return folder;
}
