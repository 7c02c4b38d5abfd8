import path from 'node:path';
import { Failure } from '../../common/failure.ts';
import { noteOfUnknown } from '../../model/evaluation/report/judgmentNotes.ts';
import { printJunit } from '../../model/evaluation/report/junit.ts';
import { printMarkdown } from '../../model/evaluation/report/markdown.ts';
import { parseReports, printReports } from '../../model/evaluation/report/reportFile.ts';
import {
  reportRun,
  type RunAnswers,
  type RunReport,
} from '../../model/evaluation/report/runReport.ts';
import type { Setup, Study } from '../../model/evaluation/study/study.ts';
import { defaultNamespace } from '../../model/vectorIndex.ts';
import { answersOfRun, runStudy } from '../../services/studies/studyRuns.ts';
import type { RunCommand } from './commandLine.ts';
import { Cloud } from '../cloud.ts';
import { readTextFile, writeTextFile } from '../textFiles.ts';
import { printReport } from './printReport.ts';
import type { Output } from './scoreFiles.ts';
import { moreJudgments, readStudy } from './studyFiles.ts';

const mostListed = 10;

/** Runs a study file. Throws `badInput` for files that cannot be read, `unavailable` if a question was not answered. */
export async function runStudyFile(
  command: RunCommand,
  variables: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<Output & { readonly isPassed: boolean }> {
  const { file } = command;
  const study = await readStudy(file);
  const more = await moreJudgments(file, study);
  const baselines = command.baseline === undefined ? [] : await readBaseline(command.baseline);
  const setups = chosenSetups(study, command.setup);
  const cloud = new Cloud(variables);
  const reports: RunReport[] = [];
  const notes: string[] = [];
  for (const setup of setups) {
    const run = await runSetup(cloud, study, setup, signal);
    const baseline = baselines.find((one) => one.setup === setup.name);
    const report = reportRun(study, run, baseline, more);
    reports.push(report);
    notes.push(...(await unknownRecords(cloud, study, setup, report, signal)));
  }
  const name = path.basename(file);
  if (command.json !== undefined) await writeTextFile(command.json, printReports(reports));
  if (command.junit !== undefined) await writeTextFile(command.junit, printJunit(name, reports));
  if (command.markdown !== undefined)
    await writeTextFile(command.markdown, printMarkdown(name, reports));
  const all = [...reports.flatMap((report) => report.notes), ...notes];
  return {
    stdout: reports.map(printReport).join('\n'),
    stderr: all.map((note) => `${note}\n`).join(''),
    isPassed: reports.every(({ gates }) => gates.every(({ state }) => state !== 'failed')),
  };
}

async function readBaseline(file: string): Promise<readonly RunAnswers[]> {
  const found = parseReports(await readTextFile(file));
  if (typeof found === 'string') throw new Failure('badInput', `${file}: ${found}`);
  return found;
}

function chosenSetups({ setups }: Study, name: string | undefined): readonly Setup[] {
  const chosen = setups.filter((setup) => name === undefined || setup.name === name);
  if (chosen.length > 0) return chosen;
  const names = setups.map((setup) => setup.name).join(', ');
  throw new Failure('badInput', `There is no setup “${name}”. There are ${names}`);
}

async function runSetup(
  cloud: Cloud,
  study: Study,
  setup: Setup,
  signal: AbortSignal,
): Promise<RunAnswers> {
  const run = await runStudy(study, setup, (...query) => cloud.run(...query), signal);
  if (!run.isComplete) {
    const reasons = run.failures.slice(0, mostListed);
    const lines = reasons.map(({ question, message }) => `${question}: ${message}`);
    const count = study.questions.length - run.answers.length;
    const text = `${count} of ${study.questions.length} questions of “${setup.name}” were not answered`;
    throw new Failure('unavailable', [text, ...lines].join('\n'));
  }
  const binding = { ...run.binding, namespace: run.binding.namespace || defaultNamespace };
  return {
    setup: setup.name,
    index: binding.index,
    namespace: binding.namespace,
    recordCount: await cloud.recordCount(binding, signal),
    answers: answersOfRun(run),
  };
}

/** Names relevant records that were not found because no record has their id. */
async function unknownRecords(
  cloud: Cloud,
  study: Study,
  { name, binding: own }: Setup,
  { run, missed }: RunReport,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const ids = [...new Set([...missed.values()].flat())];
  if (ids.length === 0) return [];
  const binding = { ...study.binding, ...own, namespace: run.namespace };
  const note = noteOfUnknown(name, await cloud.missingIds(binding, ids, signal));
  return note === undefined ? [] : [note];
}
