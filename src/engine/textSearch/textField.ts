import type { CooperativeTask } from '../workers/cooperativeTasks.ts';
import type { TextAnalysis } from '../storage/indexFields.ts';
import { analyze, type Token } from './analyze.ts';
import { RowScores } from './rowScores.ts';

/** Of BM25, as Lucene has them: how soon a repeated term stops counting, and how much long texts are held back. */
const saturation = 1.2;
const lengthPenalty = 0.75;

/** Entries of postings that are looked at in one step. */
const entriesAtOnce = 1024;

/** The length of a row that has no text here, or is gone. */
const absent = -1;

/** A term and where it stands: for each row, in their order, the row, how often it has the term, and where. */
type Postings = {
  readonly term: string;
  readonly entries: number[];
  /** How many rows that are there have it. */
  frequency: number;
};

/** The inverted index of one field of text. Rows are its owner's, come in their order, and never come back. */
export class TextFieldIndex {
  readonly analysis: TextAnalysis;
  readonly #postings = new Map<string, Postings>();
  /** By row, the terms that it has. */
  readonly #terms: (readonly Postings[])[] = [];
  /** By row, how many words it has. */
  readonly #lengths: number[] = [];
  #liveCount = 0;
  #totalLength = 0;

  constructor(analysis: TextAnalysis) {
    this.analysis = analysis;
  }

  /** The next row, which has this text, or none in this field. */
  add(text: string | undefined): void {
    const row = this.#lengths.length;
    const tokens = text === undefined ? [] : analyze(text, this.analysis);
    this.#lengths.push(text === undefined ? absent : tokens.length);
    this.#terms.push([...positionsOf(tokens)].map((found) => this.#note(row, ...found)));
    if (text === undefined) return;
    this.#liveCount++;
    this.#totalLength += tokens.length;
  }

  remove(row: number): void {
    const length = this.#lengths[row]!;
    if (length === absent) return;
    for (const postings of this.#terms[row]!) postings.frequency--;
    this.#terms[row] = [];
    this.#lengths[row] = absent;
    this.#liveCount--;
    this.#totalLength -= length;
  }

  /** The rows below `rowCount` with any of the text's terms. */
  scoreAny(text: string, rowCount: number): CooperativeTask<RowScores> {
    return this.#sum(this.#termsOf(analyze(text, this.analysis)), rowCount);
  }

  /** The rows below `rowCount` with all of the text's terms; none for a text without terms. */
  scoreAll(text: string, rowCount: number): CooperativeTask<RowScores> {
    return this.#scoreTogether(analyze(text, this.analysis), rowCount);
  }

  /**
   * The rows below `rowCount` in which the text's words follow each other. N-grams have no order: all of them have to be
   * there.
   */
  *scorePhrase(text: string, rowCount: number): CooperativeTask<RowScores> {
    const tokens = analyze(text, this.analysis);
    const scores = yield* this.#scoreTogether(tokens, rowCount);
    if (this.analysis.ngram !== undefined) return scores;
    const words = tokens.map(({ term, position }) => ({
      entries: new EntryReader(this.#postings.get(term)?.entries ?? []),
      offset: position - tokens[0]!.position,
    }));
    for (const row of scores.take().rows) {
      if (!hasPhrase(row, words)) scores.delete(row);
      yield;
    }
    return scores;
  }

  /** The rows below `rowCount` with a term that begins so. */
  scorePrefix(prefix: string, rowCount: number): CooperativeTask<RowScores> {
    const beginning = prefix.toLowerCase();
    const all = [...this.#postings.values()];
    return this.#sum(
      all.filter(({ term }) => term.startsWith(beginning)),
      rowCount,
    );
  }

  #note(row: number, term: string, positions: readonly number[]): Postings {
    let postings = this.#postings.get(term);
    if (postings === undefined) {
      postings = { term, entries: [], frequency: 0 };
      this.#postings.set(term, postings);
    }
    postings.entries.push(row, positions.length, ...positions);
    postings.frequency++;
    return postings;
  }

  #termsOf(tokens: readonly Token[]): readonly Postings[] {
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

  /** BM25 (Robertson and Zaragoza 2009) with the inverse frequency that is never below zero. */
  *#sum(
    terms: readonly Postings[],
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

/** Goes through the entries of a term, row by row. */
class EntryReader {
  readonly #entries: readonly number[];
  #at = 0;

  constructor(entries: readonly number[]) {
    this.#entries = entries;
  }

  /** Goes on to a row, which is not before the last one that was asked for. */
  moveTo(row: number): void {
    while (this.#at < this.#entries.length && this.#entries[this.#at]! < row)
      this.#at += 2 + this.#entries[this.#at + 1]!;
  }

  /** Where the term stands in that row. */
  get positions(): readonly number[] {
    const start = this.#at + 2;
    return this.#entries.slice(start, start + (this.#entries[this.#at + 1] ?? 0));
  }

  stands(position: number): boolean {
    const start = this.#at + 2;
    const end = start + (this.#entries[this.#at + 1] ?? 0);
    for (let at = start; at < end; at++) if (this.#entries[at] === position) return true;
    return false;
  }
}

/** How far behind the first word of the phrase it stands, and where in each row. */
type PlacedWord = { readonly offset: number; readonly entries: EntryReader };

function hasPhrase(row: number, words: readonly PlacedWord[]): boolean {
  for (const { entries } of words) entries.moveTo(row);
  const [first, ...others] = words;
  return (first?.entries.positions ?? []).some((start) =>
    others.every(({ offset, entries }) => entries.stands(start + offset)),
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
