import type { Calculate } from '../../model/evaluation/calculations.ts';
import { depthCurves } from '../../model/evaluation/charts/depthCurves.ts';
import { histogram } from '../../model/evaluation/charts/histogram.ts';
import { scoreSeparation } from '../../model/evaluation/charts/scoreSeparation.ts';
import { pairsOf, valuesOf } from '../../model/evaluation/compareRuns.ts';
import { isRelevant, type Judgments } from '../../model/evaluation/measures/gradedAnswer.ts';
import type { RunScore } from '../../model/evaluation/scoreRun.ts';
import { meanOf } from '../../model/evaluation/statistics/mean.ts';
import type { ChartData, ScoreChart } from '../../protocol/study.ts';
import type { StoredRun } from './studyHistory.ts';
import { answersOfRun } from './studyRuns.ts';

/** Returns what the charts of compared runs show: the baseline first, and the difference of the focused run. */
export async function studyCharts(
  calculate: Calculate,
  runs: readonly ScoredRun[],
  focus: ScoredRun,
  measure: string,
  judgments: Judgments,
): Promise<ChartData> {
  const values = runs.map(({ score }) => [...valuesOf(score, measure).values()]);
  const intervals = await calculate('intervals', values);
  const [baseline] = runs;
  const pairs = baseline ? pairsOf(baseline.score, focus.score, measure) : [];
  const differences = pairs.map(({ before, after }) => after - before);
  const scores = scoreChart(focus.run, judgments);
  return {
    measure,
    runs: runs.map(({ run, score }, at) => {
      const interval = intervals[at];
      const answers = answersOfRun(run);
      const counted = new Set(score.questions.map(({ question }) => question));
      const judged = new Map([...judgments].filter(([question]) => counted.has(question)));
      return {
        run: run.id,
        n: score.questions.length,
        mean: meanOf(values[at] ?? []),
        ...(interval && { interval }),
        ...depthCurves(judged, answers, deepest),
      };
    }),
    differences: histogram(differences, -1, 1, differenceRanges),
    ...(scores && { scores }),
  };
}

/** A run with its values. */
export type ScoredRun = { readonly run: StoredRun; readonly score: RunScore };

const deepest = 100;
/** An odd number, so that a difference of 0 is in the middle of a range. */
const differenceRanges = 21;
const scoreRanges = 20;

function scoreChart({ answers }: StoredRun, judgments: Judgments): ScoreChart | undefined {
  const [relevant, others]: [number[], number[]] = [[], []];
  for (const { question, ids, scores = [] } of answers)
    for (const [at, id] of ids.entries()) {
      const grade = judgments.get(question)?.get(id);
      const score = scores[at];
      if (grade === undefined || score === undefined) continue;
      (isRelevant(grade) ? relevant : others).push(score);
    }
  const all = [...relevant, ...others];
  if (all.length === 0) return undefined;
  const low = all.reduce((least, one) => Math.min(least, one));
  const high = all.reduce((most, one) => Math.max(most, one));
  const isHigherBetter = answers.every(
    ({ scores = [] }) => (scores[0] ?? 0) >= (scores.at(-1) ?? 0),
  );
  const best = scoreSeparation(relevant, others, isHigherBetter);
  return {
    relevant: histogram(relevant, low, high, scoreRanges),
    others: histogram(others, low, high, scoreRanges),
    ...(best && { best }),
  };
}
