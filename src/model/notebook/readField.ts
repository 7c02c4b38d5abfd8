import type { Problem } from './cell.ts';
import type { FieldLayout } from './notebookLayout.ts';
import { problemAt } from './notebookSyntax.ts';

/** Reads a number from a field; returns `implied` if the field is absent, and reports a problem for other text. */
export function readNumber(
  field: FieldLayout | undefined,
  implied: number,
  advice: string,
  problems: Problem[],
): number {
  if (!field) return implied;
  const number = Number(field.value);
  if (field.value !== '' && Number.isFinite(number)) return number;
  problems.push(problemOf(field, advice));
  return implied;
}

/**
 * Reads one of `words` from a field; returns `undefined` if the field is absent, and reports a problem for other text.
 */
export function readChoice<W extends string>(
  field: FieldLayout | undefined,
  words: readonly W[],
  problems: Problem[],
): W | undefined {
  if (!field) return undefined;
  const word = words.find((one) => one === field.value);
  if (word === undefined)
    problems.push(problemOf(field, `Choose for “${field.key}” one of ${words.join(', ')}`));
  return word;
}

/** Returns a problem at the first line of a field's value. */
export function problemOf({ value, places, fromLine }: FieldLayout, message: string): Problem {
  const { line, start } = places[0] ?? { line: fromLine, start: 0 };
  return problemAt('', line, message, start + (value.split('\n')[0]?.length ?? 0), start);
}
