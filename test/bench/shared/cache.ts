import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { cacheFolder } from '../../../scripts/repository.ts';

const root = process.env['VECTORSCOPE_BENCH_CACHE'] ?? path.join(cacheFolder, 'bench');

/** A folder for what takes long to make and stays the same; later runs find it again. */
export function benchCache(name: string): string {
  const folder = path.join(root, name);
  mkdirSync(folder, { recursive: true });
  return folder;
}
