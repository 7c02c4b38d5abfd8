import type { FilterProblem } from '../../filter/filterProblem.ts';

/**
 * Parses arithmetic of records, `king - man + woman` or `2 * king - man`, or a mean, `mean of king, queen`. Signs have
 * spaces around them, because ids may hold hyphens. Ids that hold such signs themselves cannot be typed.
 */
export function parseRecordSum(text: string): ParsedSum {
  const terms = meanOf(text) ?? sumOf(text);
  if (terms.length > 0 && terms.length <= mostTerms && terms.every(({ id }) => isId(id)))
    return { isValid: true, terms };
  const message =
    terms.length > mostTerms
      ? `A sum has at most ${mostTerms} records`
      : 'Type record ids with signs between them, such as “king - man + woman”, or “mean of king, queen”';
  return { isValid: false, problem: { start: 0, end: text.length, message } };
}

/** A record's vector with its weight in a sum. */
export type SumTerm = { readonly id: string; readonly weight: number };

export type ParsedSum =
  | { readonly isValid: true; readonly terms: readonly SumTerm[] }
  | { readonly isValid: false; readonly problem: FilterProblem };

const mostTerms = 100;

/** Returns the weighted sum of vectors of equal length. */
export function sumVectors(
  terms: readonly { readonly values: readonly number[]; readonly weight: number }[],
): readonly number[] {
  const sum = Array.from({ length: terms[0]?.values.length ?? 0 }, () => 0);
  for (const { values, weight } of terms)
    for (const [at, value] of values.entries()) sum[at] = (sum[at] ?? 0) + weight * value;
  return sum;
}

/** A sign at an end is one too many. */
function isId(text: string): boolean {
  return text !== '' && !/^[+*-](?:\s|$)|\s[+*-]$/.test(text);
}

function meanOf(text: string): readonly SumTerm[] | undefined {
  const [isMean, list = ''] = /^\s*mean of(?:\s+(.*))?$/is.exec(text) ?? [];
  if (isMean === undefined) return undefined;
  const ids = list.split(/[,\n]/).map((id) => id.trim());
  return ids.map((id) => ({ id, weight: 1 / ids.length }));
}

function sumOf(text: string): readonly SumTerm[] {
  const parts = text.trim().split(/\s+([+-])\s+/);
  return parts.flatMap((part, at) => {
    if (at % 2 === 1) return [];
    const sign = parts[at - 1] === '-' ? -1 : 1;
    const [, factor, id = ''] = /^(?:(\d+(?:\.\d+)?)\s*\*\s*)?(.*)$/s.exec(part.trim()) ?? [];
    return [{ id: id.trim(), weight: sign * (factor === undefined ? 1 : Number(factor)) }];
  });
}
