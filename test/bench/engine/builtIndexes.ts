import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readRowsInto, type RowFile } from '../data/rowFile.ts';
import { benchCache } from '../shared/cache.ts';
import { programs } from '../shared/python.ts';

/** A folder in the cache for what contestants build of rows: it changes with the rows and with the contestants' versions. */
export function folderOfBuilt(rows: RowFile, metric: string, name: string): string {
  const hash = createHash('sha256');
  for (const file of packages)
    hash.update(
      readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => builders.test(line))
        .join('\n'),
    );
  const count = Math.min(rows.count, 1000);
  const sample = new Float32Array(count * rows.dimension);
  readRowsInto({ ...rows, count }, sample);
  hash.update(sample).update(JSON.stringify([rows.count, rows.dimension, metric]));
  const own = name.replaceAll(/\W+/g, '-');
  return benchCache(path.join('built', hash.digest('hex').slice(0, 16), own));
}

const packages = [
  path.resolve(import.meta.dirname, '../package.json'),
  path.join(programs, 'requirements.txt'),
];

/** Lines with the versions of those that build. */
const builders = /faiss|lancedb|usearch|zvec/;

/** The milliseconds that building took, if it came to its end; else the folder is empty then. */
export function builtBefore(folder: string): number | undefined {
  const file = path.join(folder, 'built.json');
  if (existsSync(file)) return (JSON.parse(readFileSync(file, 'utf8')) as { ms: number }).ms;
  rmSync(folder, { recursive: true, force: true });
  return undefined;
}

export function noteBuilt(folder: string, ms: number): void {
  writeFileSync(path.join(folder, 'built.json'), JSON.stringify({ ms }));
}
