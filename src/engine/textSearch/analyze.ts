import { stemmer } from 'stemmer';
import type { TextAnalysis } from '../storage/indexFields.ts';
import { wordsOf } from './terms.ts';

/** Splits a text into index terms. A stop word leaves a gap in the positions; n-grams have the position of their word. */
export function analyze(
  text: string,
  { stemming, stopWords: hasStops, ngram }: TextAnalysis,
): Token[] {
  const tokens: Token[] = [];
  for (const [position, word] of wordsOf(text).entries()) {
    if (hasStops && stopWords.has(word)) continue;
    if (ngram === undefined)
      tokens.push({ term: capTerm(stemming ? stemOf(word) : word), position });
    else for (const term of gramsOf(word, ngram)) tokens.push({ term, position });
  }
  return tokens;
}

/** Increase it when a text gets other terms: caches on disk are built again then. */
export const analysisVersion = 1;

/** English words too frequent to tell texts apart. */
const stopWords = new Set(
  `a an and are as at be but by for if in into is it no not of on or such that the their then there these they this to
  was will with`.split(/\s+/),
);

/** Longer terms are cut, as at Pinecone. */
const maxTermLength = 40;

/** A term of a text and its position: the index of its word in the text. */
export type Token = { readonly term: string; readonly position: number };

/** The beginning of a term that is indexed. */
export function capTerm(term: string): string {
  return term.length > maxTermLength ? Array.from(term).slice(0, maxTermLength).join('') : term;
}

/** The Porter stem of a lower-case English word. Words with other characters than a to z are returned unchanged. */
function stemOf(word: string): string {
  return /^[a-z]+$/.test(word) ? stemmer(word) : word;
}

function gramsOf(
  word: string,
  { minGram, maxGram, prefixOnly }: NonNullable<TextAnalysis['ngram']>,
): string[] {
  const letters = Array.from(word);
  const grams = new Set<string>();
  const lastStart = prefixOnly ? 0 : letters.length - minGram;
  for (let start = 0; start <= lastStart; start++)
    for (let length = minGram; length <= maxGram && start + length <= letters.length; length++)
      grams.add(letters.slice(start, start + length).join(''));
  return [...grams];
}
