import path from 'node:path';
import { runCommand } from '../../scripts/command.ts';
import { cacheFolder } from '../../scripts/repository.ts';
import { startEngine } from '../support/engineProcess.ts';
import {
  NotInstalled,
  steps,
  type CaseResult,
  type ClientCase,
  type Command,
  type StepResult,
} from './clientCase.ts';
import { isOnMachine } from './install.ts';

/** Runs the program of a client against an engine of its own. The signal ends installing, not the program. */
export async function runCase(one: ClientCase, signal: AbortSignal): Promise<CaseResult> {
  const missing = one.needs.find((program) => !isOnMachine(program));
  if (missing !== undefined)
    return { kind: 'skipped', reason: `${missing} is not on this machine` };
  const name = `${one.language}-${one.version}`.toLowerCase();
  try {
    const command = await one.prepare(path.join(cacheFolder, 'clients', name), signal);
    return { kind: 'ran', steps: await runProgram(command) };
  } catch (error) {
    if (error instanceof NotInstalled) return { kind: 'skipped', reason: error.message };
    throw error;
  }
}

async function runProgram({ file, args, folder }: Command): Promise<Map<string, StepResult>> {
  const models = path.resolve(import.meta.dirname, '../../media/models');
  const engine = await startEngine({
    args: ['--ephemeral', '--simulate-models', '--models', models],
  });
  try {
    const { code, output } = await runCommand(file, args, {
      cwd: folder,
      env: { ...process.env, ENGINE_URL: engine.url, PINECONE_API_KEY: engine.key },
    });
    return readSteps(output, code);
  } finally {
    await engine.stop();
  }
}

/** Reads the lines that a program prints. A step without a line has failed. */
export function readSteps(output: string, code: number): Map<string, StepResult> {
  const lines = output.split('\n').map((line) => line.split('\t'));
  return new Map(
    steps.map((name): [string, StepResult] => {
      const [, outcome, reason = ''] = lines.find(([first]) => first === name) ?? [];
      if (outcome === 'ok') return [name, { kind: 'passed' }];
      if (outcome === 'skipped') return [name, { kind: 'absent', reason }];
      const end = `the program ended with code ${code}: ${output.trim().slice(-300)}`;
      return [name, { kind: 'failed', reason: outcome === 'failed' ? reason : end }];
    }),
  );
}
