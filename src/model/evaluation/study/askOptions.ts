import { inputKinds } from '../../notebook/cell.ts';
import { queryOptions, type QueryOption } from '../../notebook/queryOptions.ts';
import { blockText } from './blockText.ts';
import type { AskBy, StudyQuestion } from './study.ts';

/** The keys of options in the text of a study. */
export function optionKeys(options: readonly QueryOption[]): readonly string[] {
  return options.map((option) => queryOptions[option]);
}

/** Prints the options that are given. */
export function optionLines<O extends QueryOption>(
  given: { readonly [K in O]?: string },
  options: readonly O[],
): readonly string[] {
  return options.flatMap((option) => blockText(queryOptions[option], given[option] ?? ''));
}

/** Returns those of the options that have a value. */
export function pickOptions<O extends QueryOption>(
  options: readonly O[],
  valueOf: (option: O) => string | undefined,
): { readonly [K in O]?: string } {
  const pairs = options.map((option) => [option, valueOf(option)] as const);
  return Object.fromEntries(pairs.filter(([, value]) => value !== undefined && value !== '')) as {
    readonly [K in O]?: string;
  };
}

/** Returns what a question asks by unless a setup chooses: its first input, else its sparse values. */
export function firstInput({ inputs, sparse, sparseText }: AskedParts): AskBy | undefined {
  const by = inputKinds.find((kind) => inputs[kind] !== undefined);
  return by ?? (sparse === undefined && sparseText === undefined ? undefined : 'sparse');
}

/** Returns the words, ids or numbers that a question asks for, for a reader. */
export function shownQuestion(question: AskedParts): string {
  const by = firstInput(question);
  if (by === undefined || by === 'sparse') return question.sparseText ?? question.sparse ?? '';
  return question.inputs[by] ?? '';
}

type AskedParts = Pick<StudyQuestion, 'inputs' | 'sparse' | 'sparseText'>;
