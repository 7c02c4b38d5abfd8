import { mkdir, readFile, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { runCommand } from '../command.ts';
import { cacheFolder, inRepository } from '../repository.ts';
import { failedOne, sum, type Failed, type StepResult } from './step.ts';

/** The part of vitest's JSON report that counts. */
export type Report = {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      /** The suites that it stands in, the outermost first. */
      readonly ancestorTitles: readonly string[];
      readonly status: string;
      /** In milliseconds; absent for a test that did not run. */
      readonly duration?: number | null;
      readonly failureMessages: readonly string[];
    }[];
  }[];
};

/** Projects whose tests wait for disks and processes about half of their time: one file more than there are cores runs. */
const waitsOften: ReadonlySet<string> = new Set(['unit', 'quick', 'contract']);

/** Runs a project of vitest.config.mts, or those of its files whose paths hold one of `filters`. */
export async function runVitest(
  project: string,
  environment: NodeJS.ProcessEnv = {},
): Promise<StepResult> {
  const file = reportFile(project);
  await mkdir(path.dirname(file), { recursive: true });
  await rm(file, { force: true });
  const { output } = await runCommand(
    process.execPath,
    [
      inRepository('node_modules/vitest/vitest.mjs'),
      'run',
      `--project=${project}`,
      ...(waitsOften.has(project) ? [`--maxWorkers=${availableParallelism() + 1}`] : []),
      '--reporter=json',
      `--outputFile=${file}`,
    ],
    { env: { ...process.env, ...environment } },
  );
  const report = await readReport(project);
  return report === undefined ? failedOne(project, output) : count(report);
}

/** What the last run of a project left, if it came so far. */
export async function readReport(project: string): Promise<Report | undefined> {
  const text = await readFile(reportFile(project), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Report);
}

function reportFile(project: string): string {
  return path.join(cacheFolder, 'test', `${project}.json`);
}

function count({ testResults }: Report): StepResult {
  return sum(
    testResults.map(({ name, status, message, assertionResults }) => {
      const failed = assertionResults.filter((test) => test.status === 'failed');
      const passed = assertionResults.filter((test) => test.status === 'passed');
      // A file that breaks while it loads, or in a hook, may have no failed test of its own.
      if (status === 'failed' && failed.length === 0)
        return failedOne(path.relative(inRepository(), name), message);
      return {
        passed: passed.length,
        failed: failed.length,
        skipped: assertionResults.filter(({ status }) => !/passed|failed/.test(status)).length,
        failures: failed.map(withReasons),
        retried: passed.filter((test) => test.failureMessages.length > 0).map(withReasons),
        times: assertionResults.map(({ fullName, duration }) => ({
          title: `${path.relative(inRepository(), name)}: ${fullName}`,
          tookMs: duration ?? 0,
        })),
      };
    }),
  );
}

type TestResult = Report['testResults'][number]['assertionResults'][number];

function withReasons({ fullName, failureMessages }: TestResult): Failed {
  return { title: fullName, details: failureMessages.join('\n') };
}
