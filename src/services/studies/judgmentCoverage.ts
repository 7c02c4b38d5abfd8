import type { Judgments } from '../../model/evaluation/measures/gradedAnswer.ts';
import type { StudyQuestion } from '../../model/evaluation/study/study.ts';
import { poolDepth } from './judgingPool.ts';
import type { StoredRun } from './studyHistory.ts';

/** Returns how far the hits of the runs are judged. Questions without hits are left out. */
export function judgmentCoverage(
  questions: readonly StudyQuestion[],
  runs: readonly Pick<StoredRun, 'answers'>[],
  judgments: Judgments,
): readonly QuestionCoverage[] {
  const found = new Map<string, Set<string>>();
  for (const { question, ids } of runs.flatMap(({ answers }) => answers)) {
    const known = found.get(question) ?? new Set<string>();
    for (const id of ids.slice(0, poolDepth)) known.add(id);
    found.set(question, known);
  }
  return questions.flatMap(({ id: question, line }) => {
    const ids = [...(found.get(question) ?? [])];
    const grades = judgments.get(question);
    const hits = ids.map((id) => ({ id, isJudged: grades?.has(id) === true }));
    return hits.length > 0 ? [{ question, line, hits }] : [];
  });
}

/** The first hits of a question in all runs, and which of them have a judgment. */
export type QuestionCoverage = {
  readonly question: string;
  /** Zero-based line of the question. */
  readonly line: number;
  readonly hits: readonly { readonly id: string; readonly isJudged: boolean }[];
};
