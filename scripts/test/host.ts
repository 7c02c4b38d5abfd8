import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { HostResults } from '../../test/support/hostResults.ts';
import { runTool } from '../command.ts';
import { cacheFolder } from '../repository.ts';
import { nothingRun, type StepResult } from './step.ts';

/** Runs the suite that is compiled for the extension host, by a runner that leaves its results in a file. */
export async function runHostSuite(
  runner: (resultsFile: string) => Promise<void>,
): Promise<StepResult> {
  const file = path.join(cacheFolder, 'test/host.json');
  await mkdir(path.dirname(file), { recursive: true });
  await rm(file, { force: true });
  await runTool('esbuild.mjs', '--tests');
  // A failed test makes some runners throw: the results, where there are any, say more than that error does.
  const problem = await runner(file).catch((error: unknown) => String(error));
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) throw new Error(problem ?? 'VS Code ended without results of the suite');
  const { tests } = JSON.parse(text) as HostResults;
  const inState = (state: string): number => tests.filter((test) => test.state === state).length;
  return {
    ...nothingRun,
    passed: inState('passed'),
    failed: inState('failed'),
    skipped: inState('skipped'),
    failures: tests
      .filter((test) => test.state === 'failed')
      .map(({ title, error }) => ({ title, details: error ?? '' })),
    times: tests.map(({ title, durationMs }) => ({ title: `host: ${title}`, tookMs: durationMs })),
  };
}
