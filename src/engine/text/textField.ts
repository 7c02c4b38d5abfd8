import type { TextAnalysis } from '../store/indexFields.ts';
import { analyze, type Token } from './analyze.ts';

/** Of BM25, as Lucene has them: how soon a repeated term stops counting, and how much long texts are held back. */
const saturation = 1.2;
const lengthPenalty = 0.75;

/** Rows with the score that a query gives them. */
export type TextScores = Map<number, number>;

type Entry = { readonly row: number; readonly positions: readonly number[] };

/** The inverted index of one field of text. Rows are its owner's, and never come back once they are gone. */
export class TextField {
  readonly #analysis: TextAnalysis;
  readonly #entries = new Map<string, Entry[]>();
  /** How many rows that are there have a term. */
  readonly #frequencies = new Map<string, number>();
  readonly #terms = new Map<number, readonly string[]>();
  readonly #lengths = new Map<number, number>();
  #totalLength = 0;

  constructor(analysis: TextAnalysis) {
    this.#analysis = analysis;
  }

  add(row: number, text: string): void {
    const tokens = analyze(text, this.#analysis);
    const positions = Map.groupBy(tokens, ({ term }) => term);
    for (const [term, found] of positions) {
      const entries = this.#entries.get(term) ?? [];
      entries.push({ row, positions: found.map(({ position }) => position) });
      this.#entries.set(term, entries);
      this.#frequencies.set(term, (this.#frequencies.get(term) ?? 0) + 1);
    }
    this.#terms.set(row, [...positions.keys()]);
    this.#lengths.set(row, tokens.length);
    this.#totalLength += tokens.length;
  }

  remove(row: number): void {
    for (const term of this.#terms.get(row) ?? [])
      this.#frequencies.set(term, (this.#frequencies.get(term) ?? 0) - 1);
    this.#terms.delete(row);
    this.#totalLength -= this.#lengths.get(row) ?? 0;
    this.#lengths.delete(row);
  }

  /** The rows with any of the text's terms. */
  scoreAny(text: string): TextScores {
    const scores: TextScores = new Map();
    for (const term of distinctTerms(analyze(text, this.#analysis)))
      for (const { row, positions } of this.#live(term))
        scores.set(row, (scores.get(row) ?? 0) + this.#score(term, row, positions.length));
    return scores;
  }

  /** The rows with all of the text's terms; none for a text without terms. */
  scoreAll(text: string): TextScores {
    const terms = distinctTerms(analyze(text, this.#analysis));
    const scores = this.scoreAny(text);
    for (const term of terms) {
      const rows = new Set(this.#live(term).map(({ row }) => row));
      for (const row of scores.keys()) if (!rows.has(row)) scores.delete(row);
    }
    return scores;
  }

  /** The rows in which the text's words follow each other. N-grams have no order: all of them have to be there. */
  scorePhrase(text: string): TextScores {
    const scores = this.scoreAll(text);
    if (this.#analysis.ngram !== undefined) return scores;
    const words = this.#placed(analyze(text, this.#analysis));
    for (const row of scores.keys()) if (!hasPhrase(row, words)) scores.delete(row);
    return scores;
  }

  /** The rows with a term that begins so. */
  scorePrefix(prefix: string): TextScores {
    const scores: TextScores = new Map();
    for (const term of this.#entries.keys()) {
      if (!term.startsWith(prefix.toLowerCase())) continue;
      for (const { row, positions } of this.#live(term))
        scores.set(row, (scores.get(row) ?? 0) + this.#score(term, row, positions.length));
    }
    return scores;
  }

  #live(term: string): readonly Entry[] {
    return (this.#entries.get(term) ?? []).filter(({ row }) => this.#lengths.has(row));
  }

  /** BM25 (Robertson and Zaragoza 2009) with the inverse frequency that is never below zero. */
  #score(term: string, row: number, count: number): number {
    const rows = this.#lengths.size;
    const frequency = this.#frequencies.get(term) ?? 0;
    const inverse = Math.log(1 + (rows - frequency + 0.5) / (frequency + 0.5));
    const relativeLength = (this.#lengths.get(row)! * rows) / this.#totalLength;
    const penalty = saturation * (1 - lengthPenalty + lengthPenalty * relativeLength);
    return (inverse * count * (saturation + 1)) / (count + penalty);
  }

  /** The words of a phrase with where they are in each row. */
  #placed(tokens: readonly Token[]): PlacedWord[] {
    const start = tokens[0]?.position ?? 0;
    const places = new Map(
      [...distinctTerms(tokens)].map((term) => [
        term,
        new Map(this.#live(term).map(({ row, positions }) => [row, new Set(positions)])),
      ]),
    );
    return tokens.map(({ term, position }) => ({
      offset: position - start,
      positions: places.get(term)!,
    }));
  }
}

/** How far behind the first word of the phrase it stands, and the places it has in each row. */
type PlacedWord = {
  readonly offset: number;
  readonly positions: ReadonlyMap<number, ReadonlySet<number>>;
};

function hasPhrase(row: number, [first, ...others]: readonly PlacedWord[]): boolean {
  return [...(first?.positions.get(row) ?? [])].some((start) =>
    others.every(({ offset, positions }) => positions.get(row)?.has(start + offset)),
  );
}

function distinctTerms(tokens: readonly Token[]): Set<string> {
  return new Set(tokens.map(({ term }) => term));
}
