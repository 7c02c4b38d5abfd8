import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { mustRun } from '../../scripts/command.ts';
import { cacheFolder } from '../../scripts/repository.ts';

/** A Python with the packages of a file of requirements, or why there is none. */
export type Python = { readonly program: string } | { readonly missing: string };

/** Installs the packages the first time: those of the writers take about a minute and 500 MB. */
export async function pythonWith(file: string): Promise<Python> {
  const requirements = path.join(import.meta.dirname, file);
  const hash = createHash('sha256')
    .update(await readFile(requirements))
    .digest('hex');
  const folder = path.join(cacheFolder, 'corpus', hash.slice(0, 12));
  const isWindows = process.platform === 'win32';
  const program = path.join(folder, isWindows ? 'Scripts/python.exe' : 'bin/python');
  const mark = path.join(folder, 'complete');
  if (existsSync(mark)) return { program };
  try {
    await rm(folder, { recursive: true, force: true });
    await mustRun(isWindows ? 'python' : 'python3', ['-m', 'venv', folder]);
    const options = ['--quiet', '--disable-pip-version-check', '--only-binary', ':all:'];
    await mustRun(program, ['-m', 'pip', 'install', ...options, '-r', requirements]);
    await writeFile(mark, '');
    return { program };
  } catch (error) {
    const [reason] = (error instanceof Error ? error.message : String(error)).split('\n').slice(-1);
    return { missing: `there is no Python with the packages of ${file}: ${reason}` };
  }
}
