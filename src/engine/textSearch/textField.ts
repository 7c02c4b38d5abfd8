import type { CooperativeTask } from '../workers/cooperativeTasks.ts';
import type { TextAnalysis } from '../storage/indexFields.ts';
import { analyze, type Token } from './analyze.ts';
import { RowScores } from './rowScores.ts';

/** BM25's parameters k1 and b, with Lucene's values. */
const saturation = 1.2;
const lengthPenalty = 0.75;

/** Posting entries read in one step. */
const entriesAtOnce = 1024;

/** Length of a row that has no text in this field or is removed. */
const absent = -1;

/** The posting list of a term. Entries are in row order: the row, the number of positions, the positions. */
type TermPostings = {
  readonly term: string;
  readonly entries: number[];
  /** Number of live rows with the term. */
  frequency: number;
};

/** The inverted index of one text field. Its owner adds rows in order and never adds a removed row again. */
export class TextFieldIndex {
  readonly analysis: TextAnalysis;
  readonly #postings = new Map<string, TermPostings>();
  /** By row: its terms. */
  readonly #terms: (readonly TermPostings[])[] = [];
  /** By row: its number of words. */
  readonly #lengths: number[] = [];
  #liveCount = 0;
  #totalLength = 0;

  constructor(analysis: TextAnalysis) {
    this.analysis = analysis;
  }

  /** Adds the next row. `text` is undefined if the row has no text in this field. */
  add(text: string | undefined): void {
    const row = this.#lengths.length;
    const tokens = text === undefined ? [] : analyze(text, this.analysis);
    this.#lengths.push(text === undefined ? absent : tokens.length);
    this.#terms.push([...positionsOf(tokens)].map((found) => this.#addPosting(row, ...found)));
    if (text === undefined) return;
    this.#liveCount++;
    this.#totalLength += tokens.length;
  }

  /** Removes a row. */
  remove(row: number): void {
    const length = this.#lengths[row]!;
    if (length === absent) return;
    for (const postings of this.#terms[row]!) postings.frequency--;
    this.#terms[row] = [];
    this.#lengths[row] = absent;
    this.#liveCount--;
    this.#totalLength -= length;
  }

  /** Scores the rows below `rowCount` that have any of the text's terms. */
  scoreAny(text: string, rowCount: number): CooperativeTask<RowScores> {
    return this.#sum(this.#termsOf(analyze(text, this.analysis)), rowCount);
  }

  /** Scores the rows below `rowCount` that have all of the text's terms. A text without terms matches no row. */
  scoreAll(text: string, rowCount: number): CooperativeTask<RowScores> {
    return this.#scoreTogether(analyze(text, this.analysis), rowCount);
  }

  /**
   * Scores the rows below `rowCount` in which the text's words follow each other. N-grams have no order: a row needs all of
   * them.
   */
  *scorePhrase(text: string, rowCount: number): CooperativeTask<RowScores> {
    const tokens = analyze(text, this.analysis);
    const scores = yield* this.#scoreTogether(tokens, rowCount);
    if (this.analysis.ngram !== undefined) return scores;
    const words = tokens.map(({ term, position }) => ({
      entries: new PositionReader(this.#postings.get(term)?.entries ?? []),
      offset: position - tokens[0]!.position,
    }));
    for (const row of scores.take().rows) {
      if (!hasPhrase(row, words)) scores.delete(row);
      yield;
    }
    return scores;
  }

  /** Scores the rows below `rowCount` that have a term with the prefix. */
  scorePrefix(prefix: string, rowCount: number): CooperativeTask<RowScores> {
    const lowerPrefix = prefix.toLowerCase();
    const all = [...this.#postings.values()];
    return this.#sum(
      all.filter(({ term }) => term.startsWith(lowerPrefix)),
      rowCount,
    );
  }

  #addPosting(row: number, term: string, positions: readonly number[]): TermPostings {
    let postings = this.#postings.get(term);
    if (postings === undefined) {
      postings = { term, entries: [], frequency: 0 };
      this.#postings.set(term, postings);
    }
    postings.entries.push(row, positions.length, ...positions);
    postings.frequency++;
    return postings;
  }

  #termsOf(tokens: readonly Token[]): readonly TermPostings[] {
    const terms = new Set(tokens.map(({ term }) => term));
    return [...terms].flatMap((term) => this.#postings.get(term) ?? []);
  }

  *#scoreTogether(tokens: readonly Token[], rowCount: number): CooperativeTask<RowScores> {
    const wanted = new Set(tokens.map(({ term }) => term)).size;
    const terms = this.#termsOf(tokens);
    const none = terms.length < wanted || wanted === 0;
    const matched = new Uint16Array(rowCount);
    const count = (row: number): void => void (matched[row] = matched[row]! + 1);
    const scores = yield* this.#sum(none ? [] : terms, rowCount, count);
    for (const row of scores.take().rows) if (matched[row] !== wanted) scores.delete(row);
    return scores;
  }

  /** The BM25 scores of rows (Robertson and Zaragoza 2009), with the inverse document frequency that is never negative. */
  *#sum(
    terms: readonly TermPostings[],
    rowCount: number,
    onMatch?: (row: number) => void,
  ): CooperativeTask<RowScores> {
    const scores = new RowScores(rowCount);
    let looked = 0;
    const penaltyOfWord = (saturation * lengthPenalty * this.#liveCount) / this.#totalLength;
    for (const { entries, frequency } of terms) {
      const inverse = Math.log(1 + (this.#liveCount - frequency + 0.5) / (frequency + 0.5));
      for (let at = 0; at < entries.length; at += 2 + entries[at + 1]!) {
        const row = entries[at]!;
        if (row >= rowCount) break;
        if (++looked % entriesAtOnce === 0) yield;
        const length = this.#lengths[row]!;
        if (length === absent) continue;
        const count = entries[at + 1]!;
        const penalty = saturation * (1 - lengthPenalty) + penaltyOfWord * length;
        scores.add(row, (inverse * count * (saturation + 1)) / (count + penalty));
        onMatch?.(row);
      }
    }
    return scores;
  }
}

/** Reads the positions of a term, row by row. */
class PositionReader {
  readonly #entries: readonly number[];
  #at = 0;

  constructor(entries: readonly number[]) {
    this.#entries = entries;
  }

  /** Moves to a row. Rows ascend from call to call. */
  moveTo(row: number): void {
    while (this.#at < this.#entries.length && this.#entries[this.#at]! < row)
      this.#at += 2 + this.#entries[this.#at + 1]!;
  }

  /** The positions of the term in the current row. */
  get positions(): readonly number[] {
    const start = this.#at + 2;
    return this.#entries.slice(start, start + (this.#entries[this.#at + 1] ?? 0));
  }

  /** Whether the term has this position in the current row. */
  has(position: number): boolean {
    const start = this.#at + 2;
    const end = start + (this.#entries[this.#at + 1] ?? 0);
    for (let at = start; at < end; at++) if (this.#entries[at] === position) return true;
    return false;
  }
}

/** A word of a phrase: its distance from the first word, and its positions. */
type PhraseWord = { readonly offset: number; readonly entries: PositionReader };

function hasPhrase(row: number, words: readonly PhraseWord[]): boolean {
  for (const { entries } of words) entries.moveTo(row);
  const [first, ...others] = words;
  return (first?.entries.positions ?? []).some((start) =>
    others.every(({ offset, entries }) => entries.has(start + offset)),
  );
}

function positionsOf(tokens: readonly Token[]): ReadonlyMap<string, number[]> {
  const positions = new Map<string, number[]>();
  for (const { term, position } of tokens) {
    const known = positions.get(term);
    if (known === undefined) positions.set(term, [position]);
    else known.push(position);
  }
  return positions;
}
