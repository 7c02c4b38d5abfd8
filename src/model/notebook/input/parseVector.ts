import type { FilterProblem } from '../../filter/filterProblem.ts';
import { readBase64Floats } from '../../base64Floats.ts';

export type ParsedVector =
  | { readonly isValid: true; readonly values: readonly number[] }
  | { readonly isValid: false; readonly problem: FilterProblem };

const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/**
 * Parses a typed or pasted vector: numbers separated by commas, semicolons, spaces or line breaks, with or without
 * brackets, as JSON, CSV and Python print them (`array([0.1, 0.2], dtype=float32)`), or base64 of float32 numbers.
 */
export function parseVector(text: string): ParsedVector {
  const [, lead = '', body = ''] =
    /^(\s*(?:[A-Za-z_][\w.]*\s*\()?\s*[[(]*)(.*?)[\])]*\s*(?:,\s*dtype\s*=\s*[\w.]+\s*)?\)?\s*$/s.exec(
      text,
    ) ?? [];
  const packed = number.test(text.trim()) ? undefined : readBase64Floats(text);
  if (packed) return { isValid: true, values: packed };
  const values: number[] = [];
  for (const { 0: word, index } of body.matchAll(/[^\s,;]+/g)) {
    const start = lead.length + index;
    if (!number.test(word) || !Number.isFinite(Number(word)))
      return fail(start, start + word.length, `“${shorten(word)}” is not a number`);
    values.push(Number(word));
  }
  if (values.length === 0)
    return fail(0, text.length, 'Type the vector’s numbers, for example [0.1, 0.2]');
  return { isValid: true, values };
}

function fail(start: number, end: number, message: string): ParsedVector {
  return { isValid: false, problem: { start, end, message } };
}

function shorten(word: string): string {
  return word.length > 20 ? `${word.slice(0, 20)}…` : word;
}
