import type { Judgments } from '../../model/evaluation/measures/gradedAnswer.ts';
import { scoreNotes } from '../../model/evaluation/report/runReport.ts';
import { scoreRun, type RunScore } from '../../model/evaluation/scoreRun.ts';
import { agreementOf } from '../../model/evaluation/statistics/agreement.ts';
import { smallestDifference } from '../../model/evaluation/statistics/smallestDifference.ts';
import { shownQuestion } from '../../model/evaluation/study/askOptions.ts';
import { askedJudgments } from '../../model/evaluation/study/askedJudgments.ts';
import { countJudgments, type Search, type Study } from '../../model/evaluation/study/study.ts';
import { defaultNamespace } from '../../model/vectorIndex.ts';
import type { RunSummary, SearchSummary, ValidStudy } from '../../protocol/study.ts';
import { judgingPool } from './judgingPool.ts';
import type { RunIntervals } from './runIntervals.ts';
import type { StoredRun } from './studyHistory.ts';
import { answersOfRun } from './studyRuns.ts';

/** Returns what a view shows of a study and its runs. */
export function studyState(
  study: Study,
  judgments: StudyJudgments,
  stored: readonly StoredRun[],
  scores: RunScores,
  intervals: RunIntervals,
): ValidStudy {
  const { binding, measures, setups, searches, questions } = study;
  const shown = shownRuns(study, stored);
  const measured = shown.map((run) => scores.scoreOf(run, study, judgments.all));
  const values = new Map(measured[0]?.questions.map((one) => [one.question, one.values]));
  const answered = new Set(shown[0]?.answers.map(({ question }) => question));
  const earlier = valuesBefore(shown, measured);
  const unjudged = Map.groupBy(
    judgingPool(
      questions.map(({ id }) => id),
      shown,
      judgments.byPeople,
    ),
    ({ question }) => question,
  );
  const kappa = kappaOf(study);
  return {
    kind: 'valid',
    environment: binding.environment,
    index: binding.index,
    namespace: binding.namespace === '' ? defaultNamespace : binding.namespace,
    measures: measures.map(({ name }) => name),
    setups: setups.map(({ name }) => name),
    searches: searches.map((search) => searchSummary(search, stored)),
    questions: questions.map((question) => {
      const { id } = question;
      const own = answered.has(id) ? values.get(id) : undefined;
      const before = earlier.get(id);
      return {
        id,
        asked: shownQuestion(question),
        ...(own && { values: own }),
        ...(own && before && { changes: own.map((value, at) => value - (before[at] ?? 0)) }),
        judged: judgments.all.get(id)?.size ?? 0,
        unjudged: unjudged.get(id)?.length ?? 0,
      };
    }),
    runs: shown.map((run, at) => summaryOf(run, measured[at], intervals)),
    judgments: {
      people: countJudgments(study.judgments),
      unchecked: countJudgments(study.unchecked),
    },
    ...(kappa !== undefined && { kappa }),
    smallestDifference: smallestDifference(judgments.all.size),
  };
}

/** Runs that are shown, newest first. */
const mostRuns = 10;
/** Judgments by people that a kappa needs. */
const leastForKappa = 50;

/** Judgments of a study: those that count, and those by people. */
export type StudyJudgments = { readonly all: Judgments; readonly byPeople: Judgments };

/** Measures runs; each only once as long as the judgments are the same object. */
export class RunScores {
  readonly #scores = new WeakMap<StoredRun, { readonly by: Judgments; readonly score: RunScore }>();

  scoreOf(run: StoredRun, study: Study, by: Judgments): RunScore {
    const known = this.#scores.get(run);
    if (known?.by === by) return known.score;
    const answers = answersOfRun(run);
    const score = scoreRun(askedJudgments(by, study, answers), answers, study.measures);
    this.#scores.set(run, { by, score });
    return score;
  }
}

/** Returns the values of the questions in the run before the newest one of the same setup, if it answered them. */
function valuesBefore(
  shown: readonly StoredRun[],
  measured: readonly RunScore[],
): ReadonlyMap<string, readonly number[]> {
  const at = shown.findIndex(({ setup }, place) => place > 0 && setup === shown[0]?.setup);
  const answered = new Set(shown[at]?.answers.map(({ question }) => question));
  const questions = measured[at]?.questions.filter(({ question }) => answered.has(question)) ?? [];
  return new Map(questions.map(({ question, values }) => [question, values]));
}

/** Returns the runs that a view lists, newest first: those of searches are shown by the searches. */
export function shownRuns({ searches }: Study, stored: readonly StoredRun[]): readonly StoredRun[] {
  const searched = new Set(searches.flatMap((search) => search.setups.map(({ name }) => name)));
  const listed = stored.filter(({ setup }) => !searched.has(setup));
  return listed.slice(-mostRuns).reverse();
}

function searchSummary(
  { name, measure, setups, budget }: Search,
  stored: readonly StoredRun[],
): SearchSummary {
  const complete = setups.filter(
    (setup) => stored.findLast((run) => run.setup === setup.name)?.isComplete === true,
  );
  const limit = budget === undefined ? {} : { budget };
  return { name, measure, settings: setups.length, complete: complete.length, ...limit };
}

function summaryOf(
  run: StoredRun,
  score: RunScore | undefined,
  intervals: RunIntervals,
): RunSummary {
  const { id, setup, startedAtMs, answers, isComplete } = run;
  const known = score && intervals.of(score);
  return {
    id,
    setup,
    startedAtMs,
    answered: answers.length,
    isComplete,
    readUnits: answers.reduce((sum, { readUnits }) => sum + readUnits, 0),
    means: (score?.means ?? []).map((value, at) => {
      const interval = known?.[at];
      return { value, ...(interval && { interval }) };
    }),
    n: score?.questions.length ?? 0,
    notes: score ? scoreNotes(score) : [],
  };
}

/** Returns how far people agree with the unchecked judgments, if enough records have both. */
function kappaOf({ judgments, unchecked }: Study): number | undefined {
  const [people, others]: [number[], number[]] = [[], []];
  for (const [question, grades] of judgments)
    for (const [record, grade] of grades) {
      const other = unchecked.get(question)?.get(record);
      if (other === undefined) continue;
      people.push(grade);
      others.push(other);
    }
  return people.length < leastForKappa ? undefined : agreementOf(people, others).quadraticKappa;
}
