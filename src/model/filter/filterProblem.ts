/** A problem in a filter's text: zero-based offsets, `end` exclusive, and a message with the fix. */
export type FilterProblem = {
  readonly start: number;
  readonly end: number;
  readonly message: string;
};
