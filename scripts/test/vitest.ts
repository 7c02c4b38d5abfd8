import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { runCommand } from '../command.ts';
import { cacheFolder, inRepository } from '../repository.ts';
import { failedOne, sum, type StepResult } from './step.ts';

/** The part of vitest's JSON report that counts. */
type Report = {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
};

/** Runs a project of vitest.config.mts, or those of its files whose paths hold one of `filters`. */
export async function runVitest(
  project: string,
  environment: NodeJS.ProcessEnv = {},
): Promise<StepResult> {
  const file = path.join(cacheFolder, 'test', `${project}.json`);
  await mkdir(path.dirname(file), { recursive: true });
  await rm(file, { force: true });
  const { output } = await runCommand(
    process.execPath,
    [
      inRepository('node_modules/vitest/vitest.mjs'),
      'run',
      `--project=${project}`,
      '--reporter=json',
      `--outputFile=${file}`,
    ],
    { env: { ...process.env, ...environment } },
  );
  const report = await readFile(file, 'utf8').catch(() => undefined);
  if (report === undefined) return failedOne(project, output);
  return count(JSON.parse(report) as Report);
}

function count({ testResults }: Report): StepResult {
  return sum(
    testResults.map(({ name, status, message, assertionResults }) => {
      const failed = assertionResults.filter((test) => test.status === 'failed');
      // A file that breaks while it loads, or in a hook, may have no failed test of its own.
      if (status === 'failed' && failed.length === 0)
        return failedOne(path.relative(inRepository(), name), message);
      return {
        passed: assertionResults.filter((test) => test.status === 'passed').length,
        failed: failed.length,
        skipped: assertionResults.filter(({ status }) => !/passed|failed/.test(status)).length,
        failures: failed.map(({ fullName, failureMessages }) => ({
          title: fullName,
          details: failureMessages.join('\n'),
        })),
      };
    }),
  );
}
