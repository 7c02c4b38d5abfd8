import type { Metadata } from '../model/record.ts';

/** A hit that waits for a judgment. */
export type PoolEntry = { readonly question: string; readonly record: string };

export type JudgedRecord = {
  readonly id: string;
  /** Absent if the record does not exist any more. */
  readonly metadata?: Metadata;
};

/** The question that a view judges records for, and those without a person's judgment. */
export type JudgingStart = {
  /** What is asked: a text, an id or a vector. */
  readonly asked: string;
  /** Name of the study's file, which gets the judgments. */
  readonly study: string;
  /** In an order that does not reveal the ranks. */
  readonly pool: readonly PoolEntry[];
};

/** Calls of every view that judges. */
export type JudgingCalls = {
  'judging.records': {
    params: { readonly ids: readonly string[] };
    result: readonly JudgedRecord[];
  };
  /** Gives a record a grade, or takes it away. */
  'judging.grade': { params: PoolEntry & { readonly grade: number | null }; result: void };
};
