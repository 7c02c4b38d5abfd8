import path from 'node:path';
import { cacheFolder } from '../../scripts/repository.ts';
import { startEngine } from '../support/engineProcess.ts';
import {
  NotBuilt,
  NotInstalled,
  steps,
  type CaseResult,
  type ClientCase,
  type Command,
  type StepResult,
} from './clientCase.ts';
import { runCopiedCode } from './copiedCode.ts';
import { isOnMachine } from './install.ts';
import { runWithin } from './runWithin.ts';

type Steps = Map<string, StepResult>;

/**
 * Runs the program of a client against an engine of its own. The signal ends installing; the program has a time limit of
 * its own.
 */
export async function runCase(one: ClientCase, signal: AbortSignal): Promise<CaseResult> {
  const missing = one.needs.find((program) => !isOnMachine(program));
  if (missing !== undefined)
    return { kind: 'skipped', reason: `${missing} is not on this machine` };
  const name = `${one.language}-${one.version}`.toLowerCase().replaceAll(/[^\w.]+/g, '-');
  try {
    const folder = path.join(cacheFolder, 'clients', name);
    const command = await one.prepare(folder, signal);
    return { kind: 'ran', steps: await runSteps(one, folder, command) };
  } catch (error) {
    if (error instanceof NotInstalled) return { kind: 'skipped', reason: error.message };
    if (!(error instanceof NotBuilt)) throw error;
    const failed = { kind: 'failed', reason: error.message } as const;
    return { kind: 'ran', steps: new Map(steps.map((step) => [step, failed])) };
  }
}

async function runSteps(one: ClientCase, folder: string, command: Command): Promise<Steps> {
  const models = path.resolve(import.meta.dirname, '../../media/models');
  const engine = await startEngine({
    args: ['--ephemeral', '--simulate-models', '--models', models],
  });
  try {
    const env = { ENGINE_URL: engine.url, PINECONE_API_KEY: engine.key };
    const { code, output } = await runWithin(command, env);
    const read = readSteps(output, code);
    return read.set('copied code', await runCopiedCode(one.copied, folder, engine));
  } finally {
    await engine.stop();
  }
}

/** Reads the lines that a program prints. A step without a line has failed. */
export function readSteps(output: string, code: number): Steps {
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
