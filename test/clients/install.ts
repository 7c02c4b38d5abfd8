import { spawnSync } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { runCommand } from '../../scripts/command.ts';
import { NotBuilt, NotInstalled } from './clientCase.ts';

/** Runs a program that fetches packages. Throws `NotInstalled` if it fails or the signal aborts. */
export async function install(
  file: string,
  args: readonly string[],
  folder: string,
  signal: AbortSignal,
): Promise<void> {
  const { code, output } = await run(file, args, folder, signal);
  if (code === 0) return;
  const [reason = `ended with code ${code}`] = output.trim().split('\n').slice(-1);
  throw new NotInstalled(`${path.basename(file)} ${args[0]}: ${reason.slice(0, 200)}`);
}

/** Runs a compiler. Throws `NotBuilt` with its output if it fails, `NotInstalled` if the signal aborts. */
export async function build(
  file: string,
  args: readonly string[],
  folder: string,
  signal: AbortSignal,
): Promise<void> {
  const { code, output } = await run(file, args, folder, signal);
  if (code !== 0) throw new NotBuilt(`${path.basename(file)}: ${output.slice(-2000)}`);
}

async function run(
  file: string,
  args: readonly string[],
  cwd: string,
  signal: AbortSignal,
): ReturnType<typeof runCommand> {
  try {
    signal.throwIfAborted();
    return await runCommand(file, args, { cwd, signal });
  } catch (error) {
    if (signal.aborted) throw new NotInstalled('there was no time left to install it');
    throw error;
  }
}

/**
 * Calls `fill` with a folder that keeps what is installed, unless an earlier run finished that. A folder that was not
 * finished is deleted first.
 */
export async function onceIn(folder: string, fill: () => Promise<void>): Promise<void> {
  const mark = path.join(folder, '.installed');
  if (existsSync(mark)) return;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await fill();
  await writeFile(mark, '');
}

/** Whether a program can be started. */
export function isOnMachine(program: string): boolean {
  const { error, status } = spawnSync(program, program === 'go' ? ['version'] : ['--version'], {
    stdio: 'ignore',
  });
  return error === undefined && status === 0;
}
