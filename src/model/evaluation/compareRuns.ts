import { compareIds } from '../idOrder.ts';
import { isQuality } from './measures/measure.ts';
import type { RunScore } from './scoreRun.ts';
import { bootstrapInterval, type Interval } from './statistics/bootstrap.ts';
import { holmAdjusted } from './statistics/holm.ts';
import { meanOf } from './statistics/mean.ts';
import { pairedT } from './statistics/pairedT.ts';
import { signFlipTest } from './statistics/signFlip.ts';
import { smallestDifferenceOf } from './statistics/smallestDifference.ts';

/** Compares runs with one baseline by one measure that all of them have. Holm covers all of them. */
export function compareRuns(
  baseline: RunScore,
  runs: readonly RunScore[],
  measure: string,
): readonly Comparison[] {
  const compared = runs.map((run) => {
    const pairs = pairsOf(baseline, run, measure);
    return { ...compare(pairs, measure), changes: changesIn(pairs) };
  });
  const adjusted = holmAdjusted(compared.map(({ p }) => p));
  return compared.map((one, at) => ({ ...one, adjustedP: adjusted[at] ?? one.p }));
}

/** The values of a question in two runs. */
export type QuestionChange = {
  readonly question: string;
  readonly before: number;
  readonly after: number;
};

/** How a run differs from an earlier one by one measure, paired by question. */
export type ComparisonSummary = {
  readonly measure: string;
  /** Number of questions that both runs have: all other numbers are over these. */
  readonly n: number;
  readonly before: number;
  readonly after: number;
  /** Mean of after less before, with its 95% interval; absent of fewer than two questions. */
  readonly difference: number;
  readonly interval?: Interval;
  /** By sign-flip randomisation. */
  readonly p: number;
  /** `p` adjusted by Holm for all comparisons that are made at once. */
  readonly adjustedP: number;
  /** By the paired t test; absent if all differences are equal. */
  readonly pairedTP?: number;
  /** Smallest mean difference that this number of questions shows with 80% power. */
  readonly smallestDifference: number;
  readonly wins: number;
  readonly losses: number;
  readonly ties: number;
};

/** A comparison with its changed questions, the largest loss first. */
export type Comparison = ComparisonSummary & { readonly changes: readonly QuestionChange[] };

/** Smaller differences are rounding. */
const leastChange = 1e-9;

/**
 * Compares runs with one baseline by all of its measures; returns a list for each run. Holm covers all comparisons of
 * quality that are made here.
 */
export function compareByAllMeasures(
  baseline: RunScore,
  runs: readonly RunScore[],
): readonly (readonly ComparisonSummary[])[] {
  const compared = runs.map((run) =>
    baseline.measures.map(({ name }) => compare(pairsOf(baseline, run, name), name)),
  );
  const qualities = new Set(baseline.measures.filter(isQuality).map(({ name }) => name));
  const family = compared.flat().filter(({ measure }) => qualities.has(measure));
  const adjusted = holmAdjusted(family.map(({ p }) => p));
  const adjustedOf = new Map(family.map((one, at) => [one, adjusted[at]]));
  return compared.map((list) =>
    list.map((one) => ({ ...one, adjustedP: adjustedOf.get(one) ?? one.p })),
  );
}

function compare(pairs: readonly QuestionChange[], measure: string): ComparisonSummary {
  const differences = pairs.map(({ before, after }) => after - before);
  const interval = bootstrapInterval(differences);
  const t = pairedT(differences);
  const p = signFlipTest(differences);
  const changes = changesIn(pairs);
  const losses = changes.filter(({ before, after }) => after < before).length;
  return {
    measure,
    n: pairs.length,
    before: meanOf(pairs.map(({ before }) => before)),
    after: meanOf(pairs.map(({ after }) => after)),
    difference: meanOf(differences),
    ...(interval && { interval }),
    p,
    adjustedP: p,
    ...(t && { pairedTP: t.p }),
    smallestDifference: smallestDifferenceOf(differences),
    wins: changes.length - losses,
    losses,
    ties: pairs.length - changes.length,
  };
}

/** Returns the questions whose value differs between two runs, the largest loss first. */
export function changesOf(
  baseline: RunScore,
  run: RunScore,
  measure: string,
): readonly QuestionChange[] {
  return changesIn(pairsOf(baseline, run, measure));
}

/** Pairs the values of the questions that both runs have. */
export function pairsOf(
  baseline: RunScore,
  run: RunScore,
  measure: string,
): readonly QuestionChange[] {
  const earlier = valuesOf(baseline, measure);
  return [...valuesOf(run, measure)].flatMap(([question, after]) => {
    const before = earlier.get(question);
    return before === undefined ? [] : [{ question, before, after }];
  });
}

function changesIn(pairs: readonly QuestionChange[]): readonly QuestionChange[] {
  return pairs
    .filter(({ before, after }) => Math.abs(after - before) > leastChange)
    .sort(
      (a, b) => a.after - a.before - (b.after - b.before) || compareIds(a.question, b.question),
    );
}

/** Returns the values of one measure by question, empty if the run does not have it. */
export function valuesOf(
  { measures, questions }: RunScore,
  measure: string,
): ReadonlyMap<string, number> {
  const at = measures.findIndex(({ name }) => name === measure);
  if (at < 0) return new Map();
  return new Map(questions.map(({ question, values }) => [question, values[at] ?? 0]));
}
