import path from 'node:path';
import { inRepository } from '../repository.ts';
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

type FileReport = Report['testResults'][number];
/** Counts the tests of a run. */
export function count({ testResults }: Report): StepResult {
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
        retried: [],
        times: assertionResults.map(({ fullName, duration }) => ({
          title: `${path.relative(inRepository(), name)}: ${fullName}`,
          tookMs: duration ?? 0,
        })),
      };
    }),
  );
}

type TestResult = FileReport['assertionResults'][number];

function withReasons({ fullName, failureMessages }: TestResult): Failed {
  return { title: fullName, details: failureMessages.join('\n') };
}

/** Returns the paths of the files in which something failed. */
export function failedFiles({ testResults }: Report): string[] {
  return testResults.filter(({ status }) => status === 'failed').map(({ name }) => name);
}

/** Counts a run of which the files of `again` ran once more. Names what passed only then. */
export function countWithAgain({ testResults }: Report, again: Report): StepResult {
  const ranAgain = new Set(again.testResults.map(({ name }) => name));
  const first = testResults.filter(({ name }) => ranAgain.has(name));
  const others = testResults.filter(({ name }) => !ranAgain.has(name));
  const result = count(again);
  const stillFailing = new Set(result.failures.map(({ title }) => title));
  const failedOnce = count({ testResults: first }).failures;
  const retried = failedOnce.filter(({ title }) => !stillFailing.has(title));
  return sum([count({ testResults: others }), { ...result, retried }]);
}
