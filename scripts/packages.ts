import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { runNpm } from './command.ts';

type Packages = Readonly<
  Record<string, { readonly version?: string; readonly optional?: boolean }>
>;

/** Installs what the lock file of a folder names, where that is not there yet. */
export async function installPackages(folder: string): Promise<void> {
  if (!(await isInstalled(folder))) await runNpm(folder, 'ci');
}

/** By the record that npm leaves of what it put there. */
async function isInstalled(folder: string): Promise<boolean> {
  const record = path.join(folder, 'node_modules/.package-lock.json');
  if (!existsSync(record)) return false;
  const installed = await readPackages(record);
  const wanted = Object.entries(await readPackages(path.join(folder, 'package-lock.json')));
  return wanted.every(
    ([name, { version, optional }]) =>
      name === '' ||
      installed[name]?.version === version ||
      (optional === true && installed[name] === undefined),
  );
}

async function readPackages(lockFile: string): Promise<Packages> {
  const { packages } = JSON.parse(await readFile(lockFile, 'utf8')) as { packages: Packages };
  return packages;
}
