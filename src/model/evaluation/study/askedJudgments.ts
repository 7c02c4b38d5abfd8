import type { Judgments } from '../measures/gradedAnswer.ts';
import type { Answers } from '../scoreRun.ts';
import type { Study } from './study.ts';

/**
 * Returns the judgments that count for a run: without those of the study's questions that it did not ask, because it was
 * cut or is older than the question. An answer without hits was asked.
 */
export function askedJudgments(
  judgments: Judgments,
  { questions }: Pick<Study, 'questions'>,
  answers: Answers,
): Judgments {
  const unasked = new Set(questions.map(({ id }) => id).filter((id) => !answers.has(id)));
  if (unasked.size === 0) return judgments;
  return new Map([...judgments].filter(([question]) => !unasked.has(question)));
}
