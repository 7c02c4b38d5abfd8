import { execFileSync, type ExecFileSyncOptions } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { benchCache } from './cache.ts';

/** Returns the Python with the packages of the benches; undefined where `installPython` could not install them. */
export function findPython(): string | undefined {
  const { python, list, done } = environment();
  const isThere = existsSync(done) && readFileSync(done, 'utf8') === readFileSync(list, 'utf8');
  return isThere ? python : undefined;
}

/** The folder of the programs and of the list of their packages. */
export const programs = path.resolve(import.meta.dirname, '../python');

/** Installs the packages into an environment in the cache. Says so where there is no Python 3, or no way to install them. */
export function installPython(): void {
  if (findPython() !== undefined) return;
  console.error('Installing the packages of test/bench/python/requirements.txt …');
  const { folder, python, list, done } = environment();
  const options: ExecFileSyncOptions = { stdio: ['ignore', 'ignore', 'inherit'] };
  try {
    execFileSync(isWindows ? 'python' : 'python3', ['-m', 'venv', folder], options);
    execFileSync(python, ['-m', 'pip', 'install', '--quiet', '-r', list], options);
    writeFileSync(done, readFileSync(list));
  } catch {
    console.error('Python 3 or its packages are missing: contestants in Python are left out.');
  }
}

const isWindows = process.platform === 'win32';

function environment(): { folder: string; python: string; list: string; done: string } {
  const folder = benchCache('python');
  return {
    folder,
    python: path.join(folder, isWindows ? 'Scripts/python.exe' : 'bin/python'),
    list: path.join(programs, 'requirements.txt'),
    done: path.join(folder, 'installed.txt'),
  };
}
