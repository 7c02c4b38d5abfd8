import type { TermPattern } from './termPattern.ts';

/** A parsed query string. */
export type TextQuery =
  | TextClauses
  | { readonly op: 'boost'; readonly factor: number; readonly operand: TextQuery }
  | TextLeaf;

/**
 * Matches what all required and no excluded clauses match. Without required clauses at least one optional clause must
 * match.
 */
export type TextClauses = {
  readonly op: 'clauses';
  readonly required: readonly TextQuery[];
  readonly optional: readonly TextQuery[];
  readonly excluded: readonly TextQuery[];
};

/** Matches if one of the fields matches. */
export type TextLeaf = { readonly fields: readonly string[] } & (
  | { readonly op: 'term' | 'phrasePrefix'; readonly text: string }
  | { readonly op: 'phrase'; readonly text: string; readonly slop: number }
  | { readonly op: 'fuzzy'; readonly text: string; readonly edits: number }
  | { readonly op: 'pattern'; readonly pattern: TermPattern }
);
