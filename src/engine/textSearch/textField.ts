import type { CooperativeTask } from '../workers/cooperativeTasks.ts';
import type { TextAnalysis } from '../storage/indexFields.ts';
import { analyze, capTerm, type Token } from './analyze.ts';
import { Bm25 } from './bm25.ts';
import { FuzzyWord } from './fuzzyWord.ts';
import { findPhrase, type PhrasePart } from './phraseRows.ts';
import { entriesAtOnce, type Postings } from './postings.ts';
import type { RowScores } from './rowScores.ts';
import type { TermPattern } from './termPattern.ts';
import { TermPatternMatcher } from './termPatternMatcher.ts';
import { wordsOf } from './terms.ts';
import { TextPostings, type TextPostingsImage } from './textPostings.ts';

/** The inverted index of one text field. Its owner adds rows in order and never adds a removed row again. */
export class TextFieldIndex {
  readonly analysis: TextAnalysis;
  readonly #postings: TextPostings;
  /** By row: its number of words. */
  readonly #lengths: number[];
  #liveCount = 0;
  #totalLength = 0;

  constructor(analysis: TextAnalysis, image?: TextFieldImage) {
    this.analysis = analysis;
    this.#postings = new TextPostings(image?.postings);
    this.#lengths = [];
    for (const length of image?.lengths ?? []) this.#addLength(length);
  }

  /** Whether a search has nothing to prepare. */
  get isPrepared(): boolean {
    return this.#postings.isSorted;
  }

  /** About the bytes of an image. */
  get sizeBytes(): number {
    return 8 * this.#postings.size;
  }

  /** Prepares the next search. Rows may be added and removed between the steps. */
  prepare(): CooperativeTask<void> {
    return this.#postings.sort();
  }

  /** Returns the content of the index, which later writes do not change. Call it while `isPrepared`. */
  image(): TextFieldImage {
    return { postings: this.#postings.image(), lengths: Int32Array.from(this.#lengths) };
  }

  /** Adds the next row. `text` is undefined if the row has no text in this field. */
  add(text: string | undefined): void {
    const tokens = text === undefined ? [] : analyze(text, this.analysis);
    this.#addLength(text === undefined ? absent : tokens.length);
    this.#postings.add(tokens);
  }

  /** Adds the next row: a copy of a row of another index with the same analysis. */
  addFrom(other: TextFieldIndex, row: number): void {
    this.#addLength(other.#lengths[row]!);
    this.#postings.addFrom(other.#postings, row);
  }

  /** Removes a row. */
  remove(row: number): void {
    const length = this.#lengths[row]!;
    if (length === absent) return;
    this.#postings.remove(row);
    this.#lengths[row] = absent;
    this.#liveCount--;
    this.#totalLength -= length;
  }

  /** Whether the text has a term that a row can have. Stop words have none. */
  hasTerms(text: string): boolean {
    return analyze(text, this.analysis).length > 0;
  }

  /** Adds the scores of the rows that have any of the text's terms. */
  *addAny(text: string, { scores, factor }: ScoreTarget): CooperativeTask<void> {
    yield* this.#postings.sort();
    const ranking = this.#ranking();
    for (const term of new Set(analyze(text, this.analysis).map((token) => token.term))) {
      const postings = this.#postings.find(term);
      if (postings === undefined) continue;
      const weight = ranking.weightOf(postings.frequency);
      yield* this.#eachRow(postings, scores.rowCount, (row, count, length) =>
        scores.add(row, factor * ranking.score(weight, count, length)),
      );
    }
  }

  /** Like `addAny` for a word. A word of several terms, like “e-mail”, is a phrase; n-grams have no order. */
  *addWord(word: string, target: ScoreTarget): CooperativeTask<void> {
    const isPhrase = this.#hasOrder && analyze(word, this.analysis).length > 1;
    yield* isPhrase ? this.addPhrase(word, 0, target) : this.addAny(word, target);
  }

  /** Like `addWord`, and adds 1 to the score of each row that has a term at most `maxEdits` characters from the word. */
  *addSimilar(word: string, maxEdits: number, target: ScoreTarget): CooperativeTask<void> {
    const tokens = analyze(word, this.analysis);
    const [term] = this.#hasOrder ? tokens.map((token) => token.term) : wordsOf(word);
    if (term === undefined) return;
    yield* this.#addPassing(new FuzzyWord(capTerm(term), maxEdits), target);
    yield* this.addWord(word, target);
  }

  /** Adds the scores of the rows that have all of the text's terms. A text without terms matches no row. */
  *addAll(text: string, target: ScoreTarget): CooperativeTask<void> {
    yield* this.#postings.sort();
    yield* this.#addTogether(this.#phraseOf(analyze(text, this.analysis)), undefined, target);
  }

  /**
   * Adds the scores of the rows in which the text's words follow each other, moved by at most `slop` positions altogether.
   * N-grams have no order: a row needs all of them.
   */
  *addPhrase(text: string, slop: number, target: ScoreTarget): CooperativeTask<void> {
    yield* this.#postings.sort();
    const phrase = this.#phraseOf(analyze(text, this.analysis));
    yield* this.#addTogether(phrase, this.#hasOrder ? slop : undefined, target);
  }

  /** Like `addPhrase` without slop, but the last word stands for the first 50 terms that begin with it. */
  *addPhrasePrefix(text: string, target: ScoreTarget): CooperativeTask<void> {
    yield* this.#postings.sort();
    const words = wordsOf(text);
    const last = words.length - 1;
    const tokens = analyze(text, this.analysis);
    const before = tokens.filter(({ position }) => position < last);
    // N-grams match the beginning of a word without a prefix.
    if (!this.#hasOrder && before.length < tokens.length)
      return yield* this.addPhrase(text, 0, target);
    const terms = yield* this.#completions(capTerm(words[last] ?? ''));
    const phrase = [...this.#phraseOf(before), { terms, positions: [last] }];
    yield* this.#addTogether(phrase, this.#hasOrder ? 0 : undefined, target);
  }

  /** Adds 1 to the score of each row that has a term which the pattern matches. */
  *addMatching(pattern: TermPattern, target: ScoreTarget): CooperativeTask<void> {
    yield* this.#addPassing(new TermPatternMatcher(pattern), target);
  }

  #addLength(length: number): void {
    this.#lengths.push(length);
    if (length === absent) return;
    this.#liveCount++;
    this.#totalLength += length;
  }

  get #hasOrder(): boolean {
    return this.analysis.ngram === undefined;
  }

  #ranking(): Bm25 {
    return new Bm25(this.#liveCount, this.#totalLength);
  }

  #phraseOf(tokens: readonly Token[]): PhrasePart[] {
    return [...positionsOf(tokens)].map(([term, positions]) => {
      const postings = this.#postings.find(term);
      return { terms: postings === undefined ? [] : [postings], positions };
    });
  }

  /** The first terms with a prefix, in alphabetical order. */
  *#completions(prefix: string): CooperativeTask<readonly Postings[]> {
    const first: Postings[] = [];
    let tested = 0;
    for (const postings of this.#postings.lists) {
      const { term, frequency } = postings;
      if (++tested % termsAtOnce === 0) yield;
      if (frequency === 0 || !term.startsWith(prefix)) continue;
      const later = first.findIndex((other) => term < other.term);
      first.splice(later < 0 ? first.length : later, 0, postings);
      if (first.length > maxCompletions) first.pop();
    }
    return first;
  }

  /** Adds 1 to the score of each row that has a term which passes the test. */
  *#addPassing(test: TermTest, { scores, factor }: ScoreTarget): CooperativeTask<void> {
    yield* this.#postings.sort();
    const isAdded = new Uint8Array(scores.rowCount);
    let tested = 0;
    let work = 0;
    for (const postings of this.#postings.lists) {
      if (++tested % termsAtOnce === 0) yield;
      for (; test.work - work > workAtOnce; work += workAtOnce) yield;
      if (postings.frequency === 0 || !test.matches(postings.term)) continue;
      yield* this.#eachRow(postings, scores.rowCount, (row) => {
        if (isAdded[row] === 0) scores.add(row, factor);
        isAdded[row] = 1;
      });
    }
  }

  *#addTogether(
    phrase: readonly PhrasePart[],
    slop: number | undefined,
    { scores, factor }: ScoreTarget,
  ): CooperativeTask<void> {
    const ranking = this.#ranking();
    yield* findPhrase(phrase, { rowCount: scores.rowCount, slop }, (row, found) => {
      const length = this.#lengths[row]!;
      if (length === absent) return;
      for (const { postings, count } of found) {
        const weight = ranking.weightOf(postings.frequency);
        scores.add(row, factor * ranking.score(weight, count, length));
      }
    });
  }

  /** Calls `onRow` for each live row below `rowCount` that has a term, with the term's count and the row's length. */
  *#eachRow(
    { entries }: Postings,
    rowCount: number,
    onRow: (row: number, count: number, length: number) => void,
  ): CooperativeTask<void> {
    let read = 0;
    for (let at = 0; at < entries.length; at += 2 + entries[at + 1]!) {
      const row = entries[at]!;
      if (row >= rowCount) break;
      if (++read % entriesAtOnce === 0) yield;
      const length = this.#lengths[row]!;
      if (length !== absent) onRow(row, entries[at + 1]!, length);
    }
  }
}

/** The most terms that a prefix stands for, as at Pinecone. */
const maxCompletions = 50;

/** Terms tested in one step. */
const termsAtOnce = 128;
/** Work of long tests that counts as one step. */
const workAtOnce = 100;

/** Length of a row that has no text in this field or is removed. */
const absent = -1;

/** A test of terms. Its `work` grows by the steps of unusually long tests. */
type TermTest = { readonly matches: (term: string) => boolean; readonly work: number };

/** Where scores are added, multiplied by the factor. */
export type ScoreTarget = { readonly scores: RowScores; readonly factor: number };

/** Everything that the index of a field holds. */
export type TextFieldImage = {
  readonly postings: TextPostingsImage;
  /** By row: its number of words, -1 without a text. */
  readonly lengths: Int32Array;
};

function positionsOf(tokens: readonly Token[]): ReadonlyMap<string, number[]> {
  const positions = new Map<string, number[]>();
  for (const { term, position } of tokens) {
    const known = positions.get(term);
    if (known === undefined) positions.set(term, [position]);
    else known.push(position);
  }
  return positions;
}
