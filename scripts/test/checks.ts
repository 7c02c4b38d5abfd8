import { availableParallelism } from 'node:os';
import path from 'node:path';
import { runCommand } from '../command.ts';
import { layers } from '../layers.ts';
import { cacheFolder, inRepository } from '../repository.ts';
import { failedOne, passedOne, sum, type StepResult } from './step.ts';

/** One check for each project of the compiler, as many at a time as there are processors, at most four. */
export async function checkTypes(): Promise<StepResult> {
  const waiting = typeProjects.values();
  const results: StepResult[] = [];
  const work = async (): Promise<void> => {
    for (const project of waiting) results.push(await checkTypesOf(project));
  };
  await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, work));
  return sum(results);
}

/** The compiler's projects: each layer sees the types of its own platform, and tests and tools see all. */
export const typeProjects: readonly string[] = [
  'test',
  'scripts',
  ...layers.map(({ path }) => path),
];

export function checkTypesOf(project: string): Promise<StepResult> {
  return check(`types of ${project}`, 'typescript/bin/tsc', '-p', project);
}

export function checkLint(): Promise<StepResult> {
  return check('lint', 'oxlint/bin/oxlint', '--type-aware', '--deny-warnings');
}

/** Prettier's new command line checks files on several threads. */
export function checkFormat(): Promise<StepResult> {
  process.env['PRETTIER_EXPERIMENTAL_CLI'] = '1';
  return check(
    'format',
    'prettier/bin/prettier.cjs',
    '--check',
    '--cache',
    `--cache-location=${path.join(cacheFolder, 'formatted')}`,
    '.',
  );
}

async function check(title: string, script: string, ...args: string[]): Promise<StepResult> {
  const { code, output } = await runCommand(process.execPath, [
    inRepository('node_modules', script),
    ...args,
  ]);
  return code === 0 ? passedOne() : failedOne(title, output);
}
