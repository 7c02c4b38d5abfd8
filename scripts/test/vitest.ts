import { mkdir, readFile, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { runCommand } from '../command.ts';
import { cacheFolder, inRepository } from '../repository.ts';
import { count, countWithAgain, failedFiles, type Report } from './report.ts';
import { failedOne, type StepResult } from './step.ts';
import { endsFilesEarly } from '../../test/support/workbench/endsFilesEarly.ts';

/** Runs a project of vitest.config.mts. */
export async function runVitest(
  project: string,
  environment: NodeJS.ProcessEnv = {},
): Promise<StepResult> {
  const { output, report } = await run(project, environment);
  return report === undefined ? failedOne(project, output) : count(report);
}

/** Projects whose tests wait for disks and processes about half of their time: one file more than there are cores runs. */
const waitsOften: ReadonlySet<string> = new Set(['unit', 'quick', 'contract']);

/** More failed files than these are no accident of a driver: running them again would only take time. */
const mostRunAgain = 4;

/**
 * Runs a project whose files drive a window. A driver may lose a key or a click to a window that moves: files in which a
 * test failed end there and run once more, each in a new window.
 */
export async function runVitestWithAgain(
  project: string,
  environment: NodeJS.ProcessEnv,
): Promise<StepResult> {
  const { output, report } = await run(project, { ...environment, [endsFilesEarly]: '1' });
  if (report === undefined) return failedOne(project, output);
  const files = failedFiles(report);
  if (files.length === 0 || files.length > mostRunAgain) return count(report);
  const again = await run(project, environment, files);
  return again.report === undefined ? count(report) : countWithAgain(report, again.report);
}

/** Runs a project, or only the given files of it. */
async function run(
  project: string,
  environment: NodeJS.ProcessEnv,
  files: readonly string[] = [],
): Promise<{ output: string; report: Report | undefined }> {
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
      ...files,
    ],
    { env: { ...process.env, ...environment } },
  );
  return { output, report: await readReport(project) };
}

/** What the last run of a project left, if it came so far. */
export async function readReport(project: string): Promise<Report | undefined> {
  const text = await readFile(reportFile(project), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Report);
}

function reportFile(project: string): string {
  return path.join(cacheFolder, 'test', `${project}.json`);
}
