import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from './clientCase.ts';
import { build, install, onceIn } from './install.ts';

/** The sources of the programs. */
export const programs = path.join(import.meta.dirname, 'programs');

/** Installs packages of npm into a folder, once. */
export function installNode(
  folder: string,
  packages: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefix', folder];
  return onceIn(folder, () => install('npm', ['install', ...options, ...packages], folder, signal));
}

/** Installs packages for Python into a folder of their own, once. Returns its Python. */
export async function installPython(
  folder: string,
  packages: readonly string[],
  signal: AbortSignal,
): Promise<string> {
  const own = pythonOf(folder);
  await onceIn(folder, async () => {
    await install('python3', ['-m', 'venv', folder], programs, signal);
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages];
    await install(own, pip, folder, signal);
  });
  return own;
}

/** Returns the Python of a folder that `installPython` has filled. */
export function pythonOf(folder: string): string {
  return path.join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
}

/** Fetches the packages that a `pom.xml` names, and compiles `Program.java` beside it. */
export async function installJava(folder: string, signal: AbortSignal): Promise<void> {
  const goal = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:build-classpath';
  const output = `-Dmdep.outputFile=${classpathFile(folder)}`;
  await install('mvn', ['-q', '-B', goal, output], folder, signal);
  const options = ['-cp', await classpathOf(folder), '-sourcepath', '.', '-d', 'out'];
  await build('javac', [...options, 'Program.java'], folder, signal);
}

/** Returns the command that runs `Program.java`. */
export async function javaCommand(folder: string): Promise<Command> {
  const classpath = `out${path.delimiter}${await classpathOf(folder)}`;
  return { file: 'java', args: ['-cp', classpath, 'Program'], folder };
}

/** Returns the packages in a folder that `installJava` has filled. */
export function classpathOf(folder: string): Promise<string> {
  return readFile(classpathFile(folder), 'utf8');
}

function classpathFile(folder: string): string {
  return path.join(folder, 'classpath');
}

/** Copies the sources of a program. */
export function copyInto(folder: string, name: string): Promise<void> {
  return cp(path.join(programs, name), folder, { recursive: true });
}

/** Replaces a text in a file wherever it stands. */
export async function replaceIn(file: string, from: string, to: string): Promise<void> {
  await writeFile(file, (await readFile(file, 'utf8')).replaceAll(from, to));
}

/** Writes a file into a folder, which is made first. */
export async function writeInto(folder: string, name: string, text: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, name), text);
}
