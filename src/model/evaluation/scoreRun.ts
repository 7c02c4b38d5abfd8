import { compareIds } from '../idOrder.ts';
import { gradeAnswer, isRelevant, type Judgments } from './measures/gradedAnswer.ts';
import { valueOf, type Measure } from './measures/measure.ts';
import { meanOf } from './statistics/mean.ts';

/** Measures the answers against the judgments. The order of questions and judgments changes nothing. */
export function scoreRun(
  judgments: Judgments,
  answers: Answers,
  measures: readonly Measure[],
  { leavesOutHopeless = false }: ScoreOptions = {},
): RunScore {
  const judged = [...judgments].sort(([a], [b]) => compareIds(a, b));
  const hopeless = judged.filter(([, grades]) => ![...grades.values()].some(isRelevant));
  const withoutRelevant = hopeless.map(([question]) => question);
  const leftOut = new Set(leavesOutHopeless ? withoutRelevant : []);
  const questions = judged
    .filter(([question]) => !leftOut.has(question))
    .map(([question, grades]) => {
      const answer = gradeAnswer(grades, answers.get(question) ?? []);
      return { question, values: measures.map((measure) => valueOf(measure, answer)) };
    });
  return {
    measures,
    questions,
    means: measures.map((_, at) => meanOf(questions.map(({ values }) => values[at] ?? 0))),
    unanswered: questions
      .map(({ question }) => question)
      .filter((question) => !answers.get(question)?.length),
    withoutRelevant,
    unjudged: [...answers.keys()].filter((question) => !judgments.has(question)).sort(compareIds),
  };
}

/** Ranked record ids of each question, best first. */
export type Answers = ReadonlyMap<string, readonly string[]>;

/** The values of one question, in the order of the measures. */
export type QuestionScore = { readonly question: string; readonly values: readonly number[] };

/** The values of a run. Means are over all questions in `questions`, so their number is that of the list. */
export type RunScore = {
  readonly measures: readonly Measure[];
  /** The judged questions, by id. */
  readonly questions: readonly QuestionScore[];
  readonly means: readonly number[];
  /** Judged questions without an answer: they count 0. */
  readonly unanswered: readonly string[];
  /** Judged questions without a relevant record: they count 0, unless they are left out. */
  readonly withoutRelevant: readonly string[];
  /** Answered questions without a judgment: they do not count. */
  readonly unjudged: readonly string[];
};

export type ScoreOptions = {
  /** Leaves out questions without a relevant record, which no answer can score. */
  readonly leavesOutHopeless?: boolean;
};
