import { otherLabel } from '../../../src/model/map/map.ts';
import type { ColumnData } from '../shared/columnData.ts';
import { isStopWord } from './stopWords.ts';

/**
 * Returns the words that distinguish each group from all points, from texts and categories. The score is share × log
 * lift, the contribution of a term to the Kullback-Leibler divergence of the group from all points. `groupOf` holds
 * numbers below `groupCount`, or -1. The text is empty if no term distinguishes a group.
 */
export function distinctTerms(
  { texts, columns }: Described,
  groupOf: Int32Array,
  groupCount: number,
): string[] {
  const counts = new TermCounts(groupCount);
  const step = Math.ceil(texts.length / maxRead) || 1;
  for (let index = 0; index < texts.length; index += step) {
    counts.add(termsOf(texts[index] ?? '', columns, index), groupOf[index] ?? -1);
  }
  return Array.from({ length: groupCount }, (_, group) => describe(counts.best(group)));
}

export type Described = {
  readonly texts: readonly string[];
  readonly columns: readonly ColumnData[];
};

/** Largest number of texts that are read, evenly spaced: term counts need no more. */
const maxRead = 40_000;
/** Fewest points of a group that must contain a term. */
const fewestPoints = 3;
const fewestShareOfWords = 0.12;
const fewestShareOfCategory = 0.4;
/** How much more frequent a term must be in the group than overall. */
const fewestLift = 2;
const maxWords = 3;
/** Further words need at least this share of the first word's score. */
const nextWord = 0.5;

type Term = { readonly text: string; readonly isCategory: boolean };
type Scored = Term & { readonly score: number };

function describe(best: readonly Scored[]): string {
  const [first] = best;
  if (first === undefined) return '';
  if (first.isCategory) return first.text;
  const words: string[] = [];
  for (const { text, isCategory, score } of best) {
    if (isCategory || score < nextWord * first.score || words.length === maxWords) continue;
    if (!words.some((word) => areForms(word, text))) words.push(text);
  }
  return words.join(', ');
}

/** Returns whether one word is the other plus a suffix of one or two letters, such as a plural. */
function areForms(one: string, other: string): boolean {
  const isLonger = one.startsWith(other) || other.startsWith(one);
  return isLonger && Math.abs(one.length - other.length) <= 2;
}

/** Returns each term of a point once: words of its text without stop words, and its category labels. */
function termsOf(text: string, columns: readonly ColumnData[], index: number): Map<string, Term> {
  const terms = new Map<string, Term>();
  for (const [word] of text.toLowerCase().matchAll(/\p{L}[\p{L}\p{M}\p{N}]{2,}/gu)) {
    if (!isStopWord(word)) terms.set(word, { text: word, isCategory: false });
  }
  for (const { column, values } of columns) {
    if (column.kind !== 'category') continue;
    const label = column.labels[values[index] as number];
    if (label === undefined || label === otherLabel) continue;
    terms.set(`${column.name}\n${label}`, { text: label, isCategory: true });
  }
  return terms;
}

class TermCounts {
  readonly #terms = new Map<string, Term & { all: number }>();
  readonly #byGroup: readonly Map<string, number>[];
  readonly #sizes: number[];
  #points = 0;

  constructor(groupCount: number) {
    this.#byGroup = Array.from({ length: groupCount }, () => new Map<string, number>());
    this.#sizes = Array.from({ length: groupCount }, () => 0);
  }

  add(terms: ReadonlyMap<string, Term>, group: number): void {
    this.#points++;
    const counts = this.#byGroup[group];
    if (counts) this.#sizes[group] = (this.#sizes[group] ?? 0) + 1;
    for (const [key, term] of terms) {
      const known = this.#terms.get(key);
      if (known) known.all++;
      else this.#terms.set(key, { ...term, all: 1 });
      counts?.set(key, (counts.get(key) ?? 0) + 1);
    }
  }

  /** Returns the terms that distinguish the group, best first. */
  best(group: number): Scored[] {
    const size = this.#sizes[group] ?? 0;
    const found: Scored[] = [];
    for (const [key, count] of this.#byGroup[group] ?? []) {
      const term = this.#terms.get(key);
      if (!term || count < fewestPoints) continue;
      const share = count / size;
      const lift = (share * this.#points) / term.all;
      const fewestShare = term.isCategory ? fewestShareOfCategory : fewestShareOfWords;
      if (share < fewestShare || lift < fewestLift) continue;
      const { text, isCategory } = term;
      found.push({ text, isCategory, score: share * Math.log(lift) });
    }
    return found.sort((a, b) => b.score - a.score || (a.text < b.text ? -1 : 1));
  }
}
