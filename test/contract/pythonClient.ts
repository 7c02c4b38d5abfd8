import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { runCommand } from '../../scripts/command.ts';
import { cacheFolder } from '../../scripts/repository.ts';

const clientVersion = '10.2.0';

/** Returns the Python of this machine, or undefined if it has none. */
export function findPython(): string | undefined {
  return findProgram(process.platform === 'win32' ? 'python' : 'python3');
}

/** Returns the file of a program in the PATH, or undefined if this machine lacks it. */
export function findProgram(program: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  const name = process.platform === 'win32' ? `${program}.exe` : program;
  return folders.map((folder) => path.join(folder, name)).find((file) => existsSync(file));
}

/**
 * Returns a Python with the official client, which the first call installs, or undefined if this machine has no Python
 * or no way to install packages.
 */
export async function pythonWithClient(): Promise<string | undefined> {
  const python = findPython();
  if (python === undefined) return undefined;
  const folder = path.join(cacheFolder, 'test', `python-client-${clientVersion}`);
  const isWindows = process.platform === 'win32';
  const own = path.join(folder, isWindows ? 'Scripts/python.exe' : 'bin/python');
  if (existsSync(own)) return own;
  const made = await runCommand(python, ['-m', 'venv', folder]);
  const install = ['-m', 'pip', 'install', '--quiet', `pinecone==${clientVersion}`];
  if (made.code === 0 && (await runCommand(own, install)).code === 0) return own;
  await rm(folder, { recursive: true, force: true });
  return undefined;
}
