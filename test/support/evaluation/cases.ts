import { readFileSync } from 'node:fs';
import type { Judgments } from '../../../src/model/evaluation/measures/gradedAnswer.ts';
import type { Answers } from '../../../src/model/evaluation/scoreRun.ts';

type Values = Readonly<Record<string, number>>;

export type EvaluationCase = {
  readonly name: string;
  readonly qrels: Readonly<Record<string, Values>>;
  readonly run: Readonly<Record<string, readonly string[]>>;
  readonly perQuery: Readonly<Record<string, Values>>;
  readonly mean: Values;
};

export type PairCase = {
  readonly a: readonly number[];
  readonly b: readonly number[];
  readonly meanDifference: number;
  readonly pairedT: { readonly t: number; readonly p: number };
  readonly signFlipExactP?: number;
  readonly bca95: { readonly low: number; readonly high: number; readonly tolerance: number };
};

/** Values of the reference tools: trec_eval 10.0, ir_measures 0.4.3, SciPy 1.17. */
export type EvaluationCases = {
  readonly cases: readonly EvaluationCase[];
  readonly pairs: readonly PairCase[];
  readonly wilson: readonly {
    readonly hits: number;
    readonly n: number;
    readonly low: number;
    readonly high: number;
  }[];
  readonly holm: { readonly p: readonly number[]; readonly adjusted: readonly number[] };
  readonly agreement: {
    readonly a: readonly number[];
    readonly b: readonly number[];
    readonly kappa: number;
    readonly quadraticKappa: number;
    readonly kendallTauB: number;
  };
  readonly rankBiasedOverlap: readonly {
    readonly s: readonly string[];
    readonly t: readonly string[];
    readonly p: number;
    readonly rboExt: number;
  }[];
};

export function evaluationCases(): EvaluationCases {
  const file = new URL('../../fixtures/evaluation/cases.json', import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as EvaluationCases;
}

export function judgmentsOf({ qrels }: Pick<EvaluationCase, 'qrels'>): Judgments {
  return new Map(
    Object.entries(qrels).map(([question, grades]) => [question, new Map(Object.entries(grades))]),
  );
}

export function answersOf({ run }: Pick<EvaluationCase, 'run'>): Answers {
  return new Map(Object.entries(run));
}
