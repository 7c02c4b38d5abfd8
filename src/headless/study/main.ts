import { Failure } from '../../common/failure.ts';
import { stopSignal } from '../stopSignal.ts';
import { readCommand, type Command } from './commandLine.ts';
import { helpText } from './help.ts';
import { runStudyFile } from './runStudyFile.ts';
import { searchSettings } from './searchSettings.ts';
import { scoreFiles } from './scoreFiles.ts';

// Studies as a program. What it finds goes to stdout, what it has to say about it to stderr.

const exitCodes = { done: 0, failedGate: 1, usage: 2, failed: 3 } as const;

process.exitCode = await run(process.argv.slice(2));

async function run(args: readonly string[]): Promise<number> {
  let command: Command;
  try {
    command = readCommand(args);
  } catch (error) {
    process.stderr.write(`${Failure.from(error).message}\n\n${helpText}`);
    return exitCodes.usage;
  }
  try {
    return await carryOut(command);
  } catch (error) {
    process.stderr.write(`${Failure.from(error).message}\n`);
    return Failure.is(error, 'badInput') ? exitCodes.usage : exitCodes.failed;
  }
}

async function carryOut(command: Command): Promise<number> {
  if (command.kind === 'help') {
    process.stdout.write(helpText);
    return exitCodes.done;
  }
  if (command.kind === 'run') {
    const { stdout, stderr, isPassed } = await runStudyFile(command, process.env, stopSignal());
    process.stdout.write(stdout);
    process.stderr.write(stderr);
    return isPassed ? exitCodes.done : exitCodes.failedGate;
  }
  const { stdout, stderr } =
    command.kind === 'search'
      ? await searchSettings(command, process.env, stopSignal())
      : await scoreFiles(command);
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  return exitCodes.done;
}
