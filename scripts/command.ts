import { spawn, type SpawnOptions } from 'node:child_process';
import path from 'node:path';
import { inRepository, repository } from './repository.ts';

/** Runs a program to its end, keeping what it prints. It settles with the exit code; it throws where it cannot start. */
export async function runCommand(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<CommandResult> {
  const child = spawn(command, args, {
    cwd: repository,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8');
    stream?.on('data', (text: string) => (output += text));
  }
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  child.once('error', reject);
  child.once('close', (code) => resolve(code ?? 1));
  return { code: await promise, output };
}

export type CommandResult = {
  readonly code: number;
  /** What it printed, both streams in the order in which they came. */
  readonly output: string;
};

/** Like `runCommand`, but an exit code other than 0 is an error that carries what was printed. */
export async function mustRun(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<string> {
  const { code, output } = await runCommand(command, args, options);
  if (code === 0) return output;
  const line = [path.basename(command), ...args].join(' ');
  throw new Error(`${line} ended with code ${code}:\n${output.trimEnd().slice(-4000)}`);
}

/** Runs one of the project's own tools on this Node, by the path of its script in the repository. */
export function runTool(script: string, ...args: readonly string[]): Promise<string> {
  return mustRun(process.execPath, [inRepository(script), ...args]);
}

/** Runs npm without install scripts, which this project needs none of. */
export function runNpm(folder: string, ...args: readonly string[]): Promise<string> {
  return mustRun('npm', [...args, '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: folder,
    shell: process.platform === 'win32',
  });
}
