import { runCommand, type CommandResult } from '../../scripts/command.ts';
import type { Command } from './clientCase.ts';

/** The time for a program of a client. Those that are compiled and run in one go take the longest. */
const programLimitMs = 240_000;

/**
 * Runs a program with these variables beside those of this process. A program that does not end in time is killed, and
 * its output says so.
 */
export async function runWithin(
  { file, args, folder }: Command,
  env: Readonly<Record<string, string>>,
  limitMs = programLimitMs,
): Promise<CommandResult> {
  const begin = performance.now();
  const result = await runCommand(file, args, {
    cwd: folder,
    env: { ...process.env, ...env },
    timeout: limitMs,
    killSignal: 'SIGKILL',
  });
  if (result.code === 0 || performance.now() - begin < limitMs) return result;
  return { ...result, output: `${result.output}\nkilled after ${limitMs / 1000} s` };
}
