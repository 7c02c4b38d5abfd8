import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { existsSync, globSync } from 'node:fs';
import path from 'node:path';
import { runNpm } from '../command.ts';
import { cacheFolder } from '../repository.ts';
import { trimServer } from './trim.ts';

const recipe = import.meta.dirname;
const destination = path.join(cacheFolder, 'vscode-server');

/**
 * Installs VS Code as a server from npm where this recipe has not done so yet, and returns its entry script.
 * Some 200 MB, and 10 to 40 s the first time; it needs no compiler.
 */
export async function installVscodeServer(report: (line: string) => void): Promise<string> {
  const stamp = path.join(destination, '.recipe');
  const wanted = await hashRecipe();
  if (!existsSync(stamp) || (await readFile(stamp, 'utf8')) !== wanted) {
    report('Installing VS Code as a server from npm (once, 200 MB) …');
    const started = performance.now();
    const partial = `${destination}.${process.pid}`;
    await rm(partial, { recursive: true, force: true });
    await install(partial);
    await writeFile(path.join(partial, '.recipe'), wanted);
    await rm(destination, { recursive: true, force: true });
    await rename(partial, destination);
    report(`Installed in ${Math.round((performance.now() - started) / 1000)} s.`);
  }
  return path.join(destination, 'node_modules/code-server/out/node/entry.js');
}

async function install(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await copyLock(recipe, folder);
  await runNpm(folder, 'ci');
  // The package carries VS Code without its dependencies: they come from a lock file of our own.
  const vscode = path.join(folder, 'node_modules/code-server/lib/vscode');
  await rm(path.join(vscode, 'npm-shrinkwrap.json'), { force: true });
  await copyLock(path.join(recipe, 'vscode'), vscode);
  await runNpm(vscode, 'ci', '--omit=dev');
  await trimServer(vscode);
  await standIn(vscode, 'spdlog');
  await standIn(vscode, 'native-watchdog');
}

async function copyLock(from: string, to: string): Promise<void> {
  for (const file of ['package.json', 'package-lock.json'])
    await cp(path.join(from, file), path.join(to, file));
}

async function standIn(vscode: string, name: string): Promise<void> {
  await cp(
    path.join(recipe, 'standins', `${name}.cjs`),
    path.join(vscode, 'node_modules/@vscode', name, 'index.js'),
  );
}

async function hashRecipe(): Promise<string> {
  const hash = createHash('sha256');
  for (const file of globSync('**/*.{json,ts,cjs}', { cwd: recipe }).sort())
    hash.update(file).update(await readFile(path.join(recipe, file)));
  return hash.digest('hex');
}
