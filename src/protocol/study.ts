import type { ComparisonSummary, QuestionChange } from '../model/evaluation/compareRuns.ts';
import type { DepthCurves } from '../model/evaluation/charts/depthCurves.ts';
import type { Histogram } from '../model/evaluation/charts/histogram.ts';
import type { ScoreSeparation } from '../model/evaluation/charts/scoreSeparation.ts';
import type { CrossValidation } from '../model/evaluation/crossValidate.ts';
import type { Interval } from '../model/evaluation/statistics/bootstrap.ts';
import type { Explanation } from '../model/explain/explanation.ts';
import type { JudgingCalls, PoolEntry } from './judging.ts';

/** The mean of a measure with its 95% interval, which one question has not. */
export type MeanValue = { readonly value: number; readonly interval?: Interval };

/** A run of one setup, measured by the judgments of now. */
export type RunSummary = {
  readonly id: string;
  readonly setup: string;
  readonly startedAtMs: number;
  /** Number of questions that were answered. */
  readonly answered: number;
  readonly isComplete: boolean;
  readonly readUnits: number;
  /** In the order of the measures. */
  readonly means: readonly MeanValue[];
  /** Number of judged questions that the means are over. */
  readonly n: number;
  readonly notes: readonly string[];
};

export type QuestionSummary = {
  readonly id: string;
  /** What is asked: the text, else the id, else the vector. */
  readonly asked: string;
  /** Values of the newest run by measure; absent if it did not answer. */
  readonly values?: readonly number[];
  /** Changes by measure since the run before of the same setup; absent if one of both did not answer. */
  readonly changes?: readonly number[];
  readonly judged: number;
  /** Hits of all runs within the first ten that no person has judged. */
  readonly unjudged: number;
};

/** A search for the best setting. */
export type SearchSummary = {
  readonly name: string;
  readonly measure: string;
  /** Number of settings, and of those with a complete run. */
  readonly settings: number;
  readonly complete: number;
  readonly budget?: number;
};

/** The best setting of a search, and how good it is on questions that it was not chosen by. */
export type SearchResult = CrossValidation & {
  /** In the order of the means. */
  readonly settings: readonly {
    readonly name: string;
    readonly mean: number;
    readonly readUnits: number;
  }[];
  /** Number of settings without a complete run, which do not count. */
  readonly left: number;
};

export type StudyProblem = { readonly line: number; readonly message: string };

export type StudyState =
  | { readonly kind: 'invalid'; readonly problems: readonly StudyProblem[] }
  | {
      readonly kind: 'valid';
      readonly environment: string;
      readonly index: string;
      readonly namespace: string;
      readonly measures: readonly string[];
      readonly setups: readonly string[];
      readonly searches: readonly SearchSummary[];
      readonly questions: readonly QuestionSummary[];
      /** Newest first. */
      readonly runs: readonly RunSummary[];
      readonly judgments: { readonly people: number; readonly unchecked: number };
      /** Agreement of people with the unchecked judgments of the same records; absent below 50 of them. */
      readonly kappa?: number;
      /** The smallest difference that this number of questions shows. */
      readonly smallestDifference: number;
      readonly running?: { readonly setup: string; readonly done: number; readonly all: number };
      /** Why the last run ended early. */
      readonly failure?: string;
      /** What is odd about the judgments: lines that cannot be read, records that do not exist. */
      readonly notes?: readonly string[];
    };

/** The state of a study without problems. */
export type ValidStudy = Extract<StudyState, { kind: 'valid' }>;

/** A hit with its judgment. */
export type JudgedHit = {
  readonly id: string;
  /** Absent for an unjudged record. */
  readonly grade?: number;
  readonly score?: number;
};

/** The answer of a run to a question. */
export type RunAnswer = {
  readonly run: string;
  /** Best first. */
  readonly hits: readonly JudgedHit[];
  /** Relevant records that are not among the hits, the highest grade first. */
  readonly missed: readonly JudgedHit[];
};

/** What the charts of compared runs show. */
export type ChartData = {
  readonly measure: string;
  /** The baseline first. */
  readonly runs: readonly (DepthCurves & {
    readonly run: string;
    readonly n: number;
    readonly mean: number;
    readonly interval?: Interval;
  })[];
  /** Differences of the focused run from the baseline by question. */
  readonly differences: Histogram;
  /** Absent if no judged hit of the focused run has a score. */
  readonly scores?: ScoreChart;
};

/** The scores of judged hits, and the score that separates them best. */
export type ScoreChart = {
  readonly relevant: Histogram;
  readonly others: Histogram;
  readonly best?: ScoreSeparation;
};

/** Why a record is not among the hits of a question, now. */
export type WhyNot = {
  readonly explanation: Explanation;
  /** Number of hits that the question asks for. */
  readonly topK: number;
  readonly namespace: string;
  readonly recordCount: number;
};

/** Calls from the webview to the host. */
export type StudyCalls = JudgingCalls & {
  'study.open': { params: Record<string, never>; result: StudyState };
  /** Asks all questions in every setup, one setup after the other. Resolves when the runs ended. */
  'study.run': { params: Record<string, never>; result: void };
  'study.stop': { params: Record<string, never>; result: void };
  /** Returns unjudged hits of all runs, question by question, each in an order that tells nothing about ranks. */
  'pool.read': { params: { readonly question: string | null }; result: readonly PoolEntry[] };
  /** Asks all questions in every setting of a search. Resolves when it ended. */
  'search.run': { params: { readonly name: string }; result: void };
  /** Returns what was found, or null while fewer than two settings have a complete run. */
  'search.read': { params: { readonly name: string }; result: SearchResult | null };
  /** Compares up to nine runs with one by all measures: a list for each run. */
  'runs.compare': {
    params: { readonly before: string; readonly after: readonly string[] };
    result: readonly (readonly ComparisonSummary[])[];
  };
  'runs.changes': {
    params: { readonly before: string; readonly after: string; readonly measure: string };
    result: readonly QuestionChange[];
  };
  /** Returns the answers of runs to one question, in the order of the runs. */
  'answers.read': {
    params: { readonly question: string; readonly runs: readonly string[] };
    result: readonly RunAnswer[];
  };
  /** Returns what the charts of the baseline and the compared runs show. */
  'charts.read': {
    params: {
      readonly before: string;
      readonly after: readonly string[];
      readonly focus: string;
      readonly measure: string;
    };
    result: ChartData;
  };
  /** Asks for a file and saves a chart to it. */
  'chart.save': {
    params: {
      readonly name: string;
      readonly format: 'svg' | 'png';
      readonly data: ArrayBuffer;
    };
    result: void;
  };
  /** Says why a record is not among the hits of a run. */
  'record.whyNot': {
    params: PoolEntry & { readonly run: string };
    result: WhyNot;
  };
  'study.openText': { params: { readonly line: number }; result: void };
};

/** Events from the host to the webview. */
export type StudyEvents = { 'study.changed': StudyState };
