import type { Metadata } from '../../model/record.ts';

/** The words of a text in lower case, in order: runs of letters and digits, as at Pinecone. */
export function wordsOf(text: string): string[] {
  const words = text.match(/[\p{Alphabetic}\p{N}]+/gu) ?? [];
  return words.map((word) => word.toLowerCase());
}

/** Whether a field of the record contains all terms. */
export function hasAllTerms(
  metadata: Metadata,
  { field, terms }: { readonly field: string; readonly terms: readonly string[] },
): boolean {
  const text = Object.hasOwn(metadata, field) ? metadata[field] : undefined;
  if (typeof text !== 'string') return false;
  const known = new Set(wordsOf(text));
  return terms.flatMap(wordsOf).every((term) => known.has(term));
}
