import { compareByAllMeasures, type ComparisonSummary } from './compareRuns.ts';
import { crossValidate, type CrossValidation } from './crossValidate.ts';
import type { RunScore } from './scoreRun.ts';
import { bootstrapInterval, type Interval } from './statistics/bootstrap.ts';

/** Calculations that take longer than the thread of a window may be busy. */
export type Calculations = {
  /** A list of comparisons for each run, by measure. */
  compare: {
    params: { readonly baseline: RunScore; readonly runs: readonly RunScore[] };
    result: readonly (readonly ComparisonSummary[])[];
  };
  /** Chooses the best of several settings. */
  crossValidate: {
    params: { readonly settings: readonly RunScore[]; readonly measure: string };
    result: CrossValidation;
  };
  /** The 95% interval of the mean of each list of values. */
  intervals: {
    params: readonly (readonly number[])[];
    result: readonly (Interval | undefined)[];
  };
};

/** Carries out a calculation, possibly in another thread. */
export type Calculate = <K extends keyof Calculations>(
  kind: K,
  params: Calculations[K]['params'],
) => Promise<Calculations[K]['result']>;

type Functions = {
  readonly [K in keyof Calculations]: (
    params: Calculations[K]['params'],
  ) => Calculations[K]['result'];
};

const calculations: Functions = {
  compare: ({ baseline, runs }) => compareByAllMeasures(baseline, runs),
  crossValidate: ({ settings, measure }) => crossValidate(settings, measure),
  intervals: (lists) => lists.map((values) => bootstrapInterval(values)),
};

/** Carries out a calculation on the thread of the caller. */
export function carryOut<K extends keyof Calculations>(
  kind: K,
  params: Calculations[K]['params'],
): Calculations[K]['result'] {
  return calculations[kind](params);
}
