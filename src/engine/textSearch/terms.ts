import type { Metadata } from '../../model/record.ts';

/** The words of a text in lower case, in their order: runs of letters and digits, with an apostrophe within. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+(?:['’][\p{L}\p{N}]+)*/gu) ?? [];
}

/** Whether all of the words stand in a field of the record. */
export function hasAllTerms(
  metadata: Metadata,
  { field, terms }: { readonly field: string; readonly terms: readonly string[] },
): boolean {
  const text = Object.hasOwn(metadata, field) ? metadata[field] : undefined;
  if (typeof text !== 'string') return false;
  const known = new Set(wordsOf(text));
  return terms.flatMap(wordsOf).every((term) => known.has(term));
}
