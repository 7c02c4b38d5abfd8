import { compareRuns, type Comparison } from '../compareRuns.ts';
import { leastRelevantGrade, type Judgments } from '../measures/gradedAnswer.ts';
import { scoreRun, type Answers, type RunScore } from '../scoreRun.ts';
import { bootstrapInterval, type Interval } from '../statistics/bootstrap.ts';
import { askedJudgments } from '../study/askedJudgments.ts';
import { checkGate, type GateResult } from '../study/gates.ts';
import { effectiveJudgments, type Study } from '../study/study.ts';

/** A run measured by a study, and beside an earlier run if there is one. */
export type RunReport = {
  readonly run: RunAnswers;
  readonly score: RunScore;
  /** 95% intervals of the means, in the order of the measures. */
  readonly intervals: readonly (Interval | undefined)[];
  /** By measure; empty without a baseline. */
  readonly comparisons: readonly Comparison[];
  readonly gates: readonly GateResult[];
  /** Relevant records that no answer of the run holds. */
  readonly missed: ReadonlyMap<string, readonly string[]>;
  readonly notes: readonly string[];
};

/** The answers of a run, and what it was asked of. */
export type RunAnswers = {
  readonly setup: string;
  readonly index: string;
  readonly namespace: string;
  /** Number of records in the namespace when it was asked; absent if unknown. */
  readonly recordCount?: number;
  readonly answers: Answers;
};

/** Measures a run. The baseline's answers are measured by the same judgments, so that later judgments count for both. */
export function reportRun(
  study: Study,
  run: RunAnswers,
  baseline: RunAnswers | undefined,
  more: Judgments = new Map(),
): RunReport {
  const judgments = joined(more, effectiveJudgments(study));
  const score = scoreRun(judgments, run.answers, study.measures);
  const earlier =
    baseline &&
    scoreRun(askedJudgments(judgments, study, baseline.answers), baseline.answers, study.measures);
  const comparisons = earlier
    ? study.measures.flatMap(({ name }) => compareRuns(earlier, [score], name))
    : [];
  return {
    run,
    score,
    intervals: score.means.map((_, at) =>
      bootstrapInterval(score.questions.map(({ values }) => values[at] ?? 0)),
    ),
    comparisons,
    gates: study.gates.map((gate) =>
      checkGate(
        gate,
        score,
        comparisons.find(({ measure }) => measure === gate.measure),
      ),
    ),
    missed: missedRecords(judgments, run.answers),
    notes: [...scoreNotes(score), ...changedIndex(run, baseline)],
  };
}

/** Returns the judgments of both; those of the second count where both have one. */
export function joined(one: Judgments, other: Judgments): Judgments {
  const all = new Map(one);
  for (const [question, grades] of other)
    all.set(question, new Map([...(one.get(question) ?? []), ...grades]));
  return all;
}

/** Returns the relevant records that no answer holds, by question. */
export function missedRecords(
  judgments: Judgments,
  answers: Answers,
): ReadonlyMap<string, readonly string[]> {
  return new Map(
    [...judgments].flatMap(([question, grades]) => {
      const found = new Set(answers.get(question));
      const missed = [...grades]
        .filter(([id, grade]) => grade >= leastRelevantGrade && !found.has(id))
        .map(([id]) => id);
      return missed.length > 0 ? [[question, missed]] : [];
    }),
  );
}

const leastJudged = 0.8;

/** Says what limits the meaning of a score: questions that count 0 or not at all, and unjudged hits. */
export function scoreNotes(score: RunScore): readonly string[] {
  const { measures, means, unanswered, withoutRelevant, unjudged } = score;
  const notes = [
    ...note(unanswered, 'judged questions have no answer and count 0'),
    ...note(withoutRelevant, 'questions have no relevant record and count 0'),
    ...note(unjudged, 'questions have no judgments and do not count'),
  ];
  for (const [at, { kind, name }] of measures.entries())
    if (kind === 'Judged' && (means[at] ?? 0) < leastJudged && score.questions.length > 0)
      notes.push(
        `${name} is ${(means[at] ?? 0).toFixed(2)}, below ${leastJudged}: too few hits are judged for the other numbers to mean much`,
      );
  return notes;
}

function note(questions: readonly string[], about: string): readonly string[] {
  if (questions.length === 0) return [];
  const listed = questions.slice(0, 5).join(', ') + (questions.length > 5 ? ', …' : '');
  return [`${questions.length} ${about}: ${listed}`];
}

function changedIndex(run: RunAnswers, baseline: RunAnswers | undefined): readonly string[] {
  if (!baseline) return [];
  const { recordCount: before } = baseline;
  const { recordCount: now } = run;
  const notes = [];
  if (baseline.index !== run.index || baseline.namespace !== run.namespace)
    notes.push(
      `The baseline is of “${baseline.index}” (${baseline.namespace}), this run of “${run.index}” (${run.namespace})`,
    );
  if (before !== undefined && now !== undefined && before !== now)
    notes.push(`The index has changed since the baseline: ${before} records then, ${now} now`);
  return notes;
}
