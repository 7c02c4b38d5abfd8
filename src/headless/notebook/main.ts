import { Failure } from '../../common/failure.ts';
import { stopSignal } from '../stopSignal.ts';
import { notebookHelp, readNotebookCommand, type NotebookCommand } from './commandLine.ts';
import { runNotebookFile } from './runNotebookFile.ts';

const exitCodes = { passed: 0, unmet: 1, usage: 2, failed: 3 } as const;

process.exitCode = await run(process.argv.slice(2));

/**
 * Runs a notebook file without VS Code and returns the exit code: whether every assertion is met. Results go to stdout,
 * everything else to stderr.
 */
async function run(args: readonly string[]): Promise<number> {
  let command: NotebookCommand;
  try {
    command = readNotebookCommand(args);
  } catch (error) {
    process.stderr.write(`${Failure.from(error).message}\n\n${notebookHelp}`);
    return exitCodes.usage;
  }
  if (command.kind === 'help') {
    process.stdout.write(notebookHelp);
    return exitCodes.passed;
  }
  try {
    const { stdout, state } = await runNotebookFile(command, process.env, stopSignal());
    process.stdout.write(stdout);
    return exitCodes[state];
  } catch (error) {
    process.stderr.write(`${Failure.from(error).message}\n`);
    return Failure.is(error, 'badInput') ? exitCodes.usage : exitCodes.failed;
  }
}
