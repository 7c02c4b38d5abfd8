import { stemmer } from 'stemmer';
import type { TextAnalysis } from '../storage/indexFields.ts';
import { wordsOf } from './terms.ts';

/** The words that English texts are full of, whatever they are about. */
const stopWords = new Set(
  `a an and are as at be but by for if in into is it no not of on or such that the their then there these they this to
  was will with`.split(/\s+/),
);

/** A word of a text as it is looked up, and which word of the text it is. */
export type Token = { readonly term: string; readonly position: number };

/** The terms of a text. Words that are left out leave a gap in the positions; n-grams share that of their word. */
export function analyze(
  text: string,
  { stemming, stopWords: hasStops, ngram }: TextAnalysis,
): Token[] {
  return wordsOf(text).flatMap((word, position) => {
    if (hasStops && stopWords.has(word)) return [];
    if (ngram === undefined) return [{ term: stemming ? stemOf(word) : word, position }];
    return gramsOf(word, ngram).map((term) => ({ term, position }));
  });
}

/** The stem of an English word in lower case, after Porter. A word with other characters than a to z stays as it is. */
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
