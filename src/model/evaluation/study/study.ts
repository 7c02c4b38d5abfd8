import type { Binding, Problem, QueryInput } from '../../notebook/cell.ts';
import type { QueryOptions } from '../../notebook/queryOptions.ts';
import type { questionOptions, setupOptions } from './optionNames.ts';
import type { Judgments } from '../measures/gradedAnswer.ts';
import type { Measure } from '../measures/measure.ts';
import type { Gate } from './gates.ts';

/** A study: questions, how they are asked, judgments, measures and gates. */
export type Study = {
  readonly binding: Binding;
  readonly measures: readonly Measure[];
  readonly gates: readonly Gate[];
  /** Path of a file with further judgments, relative to the study; empty for none. */
  readonly judgmentsFile: string;
  readonly setups: readonly Setup[];
  readonly searches: readonly Search[];
  /** Read units that a run of all setups may use; absent for no limit. */
  readonly budget?: number;
  readonly questions: readonly StudyQuestion[];
  /** Judgments by people. */
  readonly judgments: Judgments;
  /** Judgments that no person has checked. Those by people count before them. */
  readonly unchecked: Judgments;
};

/** What can be asked of an index. A setup decides which of a question's inputs it uses. */
export type InputKind = QueryInput['by'];

/** What a setup asks by: one of the inputs of questions, or their sparse values alone. */
export type AskBy = InputKind | 'sparse';

/** What is asked, with the options of a query that belong to it, as typed. */
export type StudyQuestion = Pick<QueryOptions, (typeof questionOptions)[number]> & {
  /** Without white space: judgments name the question by it. */
  readonly id: string;
  /** Zero-based line of its heading. */
  readonly line: number;
  readonly inputs: Partial<Readonly<Record<InputKind, string>>>;
  /** A metadata filter as typed; empty for none. */
  readonly filter: string;
};

/** One way to ask all questions, with the options of a query that belong to it, as typed. Runs of several are compared. */
export type Setup = Pick<QueryOptions, (typeof setupOptions)[number]> & {
  readonly name: string;
  readonly line: number;
  /** Absent: the first input that a question has. */
  readonly askBy?: AskBy;
  readonly topK: number;
  /** Applies to every question beside its own filter; empty for none. */
  readonly filter: string;
  /** Weight of the dense part of a hybrid query, 0 to 1; absent to leave out the sparse part of questions. */
  readonly alpha?: number;
  /** Whether a hit that is the question's own record counts. Dropped by default where the question is a record. */
  readonly keepsOwnRecord: boolean;
  /** Parts of the study's binding that this setup overrides. */
  readonly binding: Partial<Binding>;
};

/** A search for the setup that is best by one measure. */
export type Search = {
  readonly name: string;
  readonly line: number;
  /** The first one is what the others are compared with. */
  readonly setups: readonly Setup[];
  /** Name of the measure that the best setup is chosen by. */
  readonly measure: string;
  /** Read units that it may use; absent for no limit. */
  readonly budget?: number;
};

export type ParsedStudy =
  | { readonly isValid: true; readonly study: Study }
  | { readonly isValid: false; readonly problems: readonly Problem[] };

/** Returns the judgments that count: those by people before unchecked ones. */
export function effectiveJudgments({ judgments, unchecked }: Study): Judgments {
  const all = new Map<string, Map<string, number>>();
  for (const source of [unchecked, judgments])
    for (const [question, grades] of source) {
      const own = all.get(question) ?? new Map<string, number>();
      for (const [record, grade] of grades) own.set(record, grade);
      all.set(question, own);
    }
  return all;
}

/** Returns the number of judgments. */
export function countJudgments(judgments: Judgments): number {
  return [...judgments.values()].reduce((sum, { size }) => sum + size, 0);
}
