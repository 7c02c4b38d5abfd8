import { distinct, isRelevant, type Judgments } from '../measures/gradedAnswer.ts';
import type { Answers } from '../scoreRun.ts';

/** Returns the curves as deep as the longest answer, at most `deepest`. */
export function depthCurves(judgments: Judgments, answers: Answers, deepest: number): DepthCurves {
  const depth = Math.min(
    deepest,
    [...answers.values()].reduce((most, { length }) => Math.max(most, length), 0),
  );
  const precision = new Float64Array(depth);
  const recall = new Float64Array(depth);
  for (const [question, grades] of judgments) {
    const ids = distinct(answers.get(question) ?? []);
    const relevant = [...grades.values()].filter(isRelevant).length;
    let found = 0;
    for (let at = 0; at < depth; at++) {
      if (isRelevant(grades.get(ids[at] ?? ''))) found++;
      precision[at] = (precision[at] ?? 0) + found / (at + 1) / judgments.size;
      if (relevant > 0) recall[at] = (recall[at] ?? 0) + found / relevant / judgments.size;
    }
  }
  return { precision: [...precision], recall: [...recall] };
}

/** Mean P@k and R@k of a run for each depth k from 1, over all judged questions. */
export type DepthCurves = {
  readonly precision: readonly number[];
  readonly recall: readonly number[];
};
