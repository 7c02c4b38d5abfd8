import { Failure } from '../../common/failure.ts';
import { crossValidate, type CrossValidation } from '../../model/evaluation/crossValidate.ts';
import { joined } from '../../model/evaluation/report/runReport.ts';
import { scoreRun } from '../../model/evaluation/scoreRun.ts';
import { effectiveJudgments, type Search, type Study } from '../../model/evaluation/study/study.ts';
import { signed } from '../../model/evaluation/study/gates.ts';
import { StudyBudget } from '../../services/studies/studyBudget.ts';
import { answersOfRun, runStudy, type StudyRun } from '../../services/studies/studyRuns.ts';
import type { SearchCommand } from './commandLine.ts';
import { Cloud } from '../cloud.ts';
import type { Output } from './scoreFiles.ts';
import { writeTextFile } from '../textFiles.ts';
import { moreJudgments, readStudy } from './studyFiles.ts';

/**
 * Carries out the searches of a study. Throws `badInput` for files that cannot be read, `unavailable` if fewer than two
 * settings were asked all questions.
 */
export async function searchSettings(
  command: SearchCommand,
  variables: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<Output> {
  const study = await readStudy(command.file);
  const searches = chosenSearches(study, command);
  const cloud = new Cloud(variables);
  const judgments = joined(await moreJudgments(command.file, study), effectiveJudgments(study));
  const found: Found[] = [];
  for (const search of searches) {
    const runs = await runSettings(cloud, study, search, signal);
    const complete = runs.filter(({ isComplete }) => isComplete);
    if (complete.length < 2) throw tooFew(search, runs);
    const measures = study.measures.filter(({ name }) => name === search.measure);
    const scores = complete.map((run) => scoreRun(judgments, answersOfRun(run), measures));
    const settings = complete.map(({ setup }) => setup);
    const left = search.setups.map(({ name }) => name).filter((name) => !settings.includes(name));
    found.push({ search: search.name, settings, left, ...crossValidate(scores, search.measure) });
  }
  if (command.json !== undefined)
    await writeTextFile(command.json, `${JSON.stringify({ searches: found }, null, 2)}\n`);
  return { stdout: found.map(print).join('\n'), stderr: found.flatMap(notesOf).join('') };
}

type Found = CrossValidation & {
  readonly search: string;
  /** In the order of the means. */
  readonly settings: readonly string[];
  /** Settings that do not count, because they were not asked all questions. */
  readonly left: readonly string[];
};

function chosenSearches({ searches }: Study, { file, search }: SearchCommand): readonly Search[] {
  const chosen = searches.filter(({ name }) => search === undefined || name === search);
  if (chosen.length > 0) return chosen;
  if (searches.length === 0) throw new Failure('badInput', `${file} has no “### search NAME”`);
  const names = searches.map(({ name }) => name).join(', ');
  throw new Failure('badInput', `There is no search “${search}”. There are ${names}`);
}

async function runSettings(
  cloud: Cloud,
  study: Study,
  search: Search,
  signal: AbortSignal,
): Promise<readonly StudyRun[]> {
  const budget = new StudyBudget(search.budget);
  const runs: StudyRun[] = [];
  for (const setup of search.setups)
    if (!budget.isSpent)
      runs.push(
        await runStudy(study, setup, (...query) => cloud.run(...query), signal, { budget }),
      );
  return runs;
}

function tooFew({ name }: Search, runs: readonly StudyRun[]): Failure {
  const reasons = runs.flatMap(({ setup, failures: [first] }) =>
    first ? [`${setup}: ${first.question}: ${first.message}`] : [],
  );
  const text = `Fewer than two settings of “${name}” were asked all questions`;
  return new Failure('unavailable', [text, ...reasons].join('\n'));
}

function print(found: Found): string {
  const { search, measure, n, settings, means, winner, folds, agreeing } = found;
  const rows = settings
    .map((name, at) => ({ name, mean: means[at] ?? 0, at }))
    .sort((a, b) => b.mean - a.mean || a.at - b.at)
    .map(({ name, mean, at }) => `  ${mean.toFixed(4)}  ${name}${at === winner ? '  (best)' : ''}`);
  const { estimate, interval, gain, gainInterval, gainP } = found;
  return `${[
    `${search}: ${measure} of ${settings.length} settings over ${n} questions`,
    ...rows,
    `  The best one was chosen by ${agreeing} of ${folds} parts of the questions`,
    `  On questions that it was not chosen by: ${estimate.toFixed(4)}${interval ? ` (95%: ${interval.low.toFixed(4)} to ${interval.high.toFixed(4)})` : ''}`,
    `  Compared with “${settings[0] ?? ''}”: ${signed(gain)}${gainInterval ? ` (95%: ${signed(gainInterval.low)} to ${signed(gainInterval.high)})` : ''}, p ${gainP.toPrecision(2)}`,
  ].join('\n')}\n`;
}

function notesOf({ search, left }: Found): readonly string[] {
  if (left.length === 0) return [];
  return [
    `${search}: ${left.length} settings were not asked all questions and do not count: ${left.join(', ')}\n`,
  ];
}
