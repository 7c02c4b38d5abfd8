/** Receives what a reader finds, in the order of the file. */
export type JudgmentSink = {
  judgment(judgment: JudgmentLine): void;
  /** The text of a question, where the file has it. */
  question(id: string, text: string): void;
  problem(problem: LineProblem): void;
  /** The columns or members of a form that has names for them, and those that are used. */
  fields?(names: readonly string[], used: FieldMapping): void;
};

/** A judgment of a file: `line` counts from 1. */
export type JudgmentLine = {
  readonly question: string;
  readonly record: string;
  readonly grade: number;
  readonly line: number;
};

/** A line that cannot be read, or that contradicts another one. `line` counts from 1. */
export type LineProblem = { readonly line: number; readonly message: string };

/** Names of the columns or members that hold a question, a record and a grade, as the file has them. */
export type FieldMapping = {
  readonly question?: string;
  readonly record?: string;
  readonly grade?: string;
};

/** Reads a file line by line. Lines have no line break; `end` follows the last one. */
export type LineReader = {
  read(text: string, line: number): void;
  end(): void;
};

/** The grade of a text, a whole number; `undefined` for other text. */
export function parseGrade(text: string): number | undefined {
  return /^[+-]?\d{1,6}(\.0+)?$/.test(text) ? Number(text) : undefined;
}

/** Says what a grade has to be. */
export function gradeProblem(line: number, text: string): LineProblem {
  return { line, message: `“${shortened(text)}” is no grade: use a whole number, such as 0 to 3` };
}

export function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
