import { execFileSync, type ExecFileSyncOptions } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { benchCache } from './cache.ts';

/** The folder of the programs and of the list of their packages. */
export const programs = path.resolve(import.meta.dirname, '../python');

/**
 * Returns the Python with the packages of the benches, which the first call installs into an environment in the cache.
 * Undefined, with a line on the console, on a machine without Python 3 or without a way to install them.
 */
export function findPython(): string | undefined {
  const folder = benchCache('python');
  const isWindows = process.platform === 'win32';
  const python = path.join(folder, isWindows ? 'Scripts/python.exe' : 'bin/python');
  const list = path.join(programs, 'requirements.txt');
  const done = path.join(folder, 'installed.txt');
  const wanted = readFileSync(list, 'utf8');
  if (existsSync(done) && readFileSync(done, 'utf8') === wanted) return python;
  console.error('Installing the packages of test/bench/python/requirements.txt …');
  try {
    const options: ExecFileSyncOptions = { stdio: ['ignore', 'ignore', 'inherit'] };
    execFileSync(isWindows ? 'python' : 'python3', ['-m', 'venv', folder], options);
    execFileSync(python, ['-m', 'pip', 'install', '--quiet', '-r', list], options);
  } catch {
    console.error('Python 3 or its packages are missing: contestants in Python are left out.');
    return undefined;
  }
  writeFileSync(done, wanted);
  return python;
}
