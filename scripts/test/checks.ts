import { runCommand } from '../command.ts';
import { inRepository } from '../repository.ts';
import { failedOne, passedOne, sum, type StepResult } from './step.ts';

const projects = ['.', 'src/model', 'webview', 'test', 'scripts'];

/** One check for each project of the compiler: each sees other types. */
export async function checkTypes(): Promise<StepResult> {
  const results: StepResult[] = [];
  for (const project of projects) results.push(await checkTypesOf(project));
  return sum(results);
}

export function checkTypesOf(project: string): Promise<StepResult> {
  return check(`types of ${project}`, 'typescript/bin/tsc', '-p', project);
}

export function checkLint(): Promise<StepResult> {
  return check('lint', 'oxlint/bin/oxlint', '--type-aware', '--deny-warnings');
}

export function checkFormat(): Promise<StepResult> {
  return check('format', 'prettier/bin/prettier.cjs', '--check', '.');
}

async function check(title: string, script: string, ...args: string[]): Promise<StepResult> {
  const { code, output } = await runCommand(process.execPath, [
    inRepository('node_modules', script),
    ...args,
  ]);
  return code === 0 ? passedOne() : failedOne(title, output);
}
