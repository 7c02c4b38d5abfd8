import { describe, expect, it } from 'vitest';
import { analyze } from '../../../../src/engine/textSearch/analyze.ts';
import {
  runToCompletion,
  type CooperativeTask,
} from '../../../../src/engine/workers/cooperativeTasks.ts';
import { RowScores } from '../../../../src/engine/textSearch/rowScores.ts';
import { TextFieldIndex, type ScoreTarget } from '../../../../src/engine/textSearch/textField.ts';
import { seededRandom } from '../../../support/random.ts';

const plain = { language: 'en', stemming: false, stopWords: false };

/** The rows that a scoring adds, and their scores. */
function scored(
  rowCount: number,
  scoring: (target: ScoreTarget) => CooperativeTask<void>,
): { rows: Uint32Array; scores: Float64Array } {
  const scores = new RowScores(rowCount);
  runToCompletion(scoring({ scores, factor: 1 }));
  return scores.take();
}

describe('the stem of an English word', () => {
  // Pairs from the sample vocabulary that Porter published with the algorithm.
  it.each([
    ['caresses', 'caress'],
    ['ponies', 'poni'],
    ['ties', 'ti'],
    ['cats', 'cat'],
    ['feed', 'feed'],
    ['agreed', 'agre'],
    ['plastered', 'plaster'],
    ['motoring', 'motor'],
    ['sing', 'sing'],
    ['conflated', 'conflat'],
    ['sized', 'size'],
    ['hopping', 'hop'],
    ['falling', 'fall'],
    ['filing', 'file'],
    ['happy', 'happi'],
    ['sky', 'sky'],
    ['relational', 'relat'],
    ['conditional', 'condit'],
    ['digitizer', 'digit'],
    ['radically', 'radic'],
    ['vietnamization', 'vietnam'],
    ['hopefulness', 'hope'],
    ['sensibiliti', 'sensibl'],
    ['triplicate', 'triplic'],
    ['electrical', 'electr'],
    ['goodness', 'good'],
    ['revival', 'reviv'],
    ['adoption', 'adopt'],
    ['irritant', 'irrit'],
    ['replacement', 'replac'],
    ['probate', 'probat'],
    ['rate', 'rate'],
    ['controlling', 'control'],
    ['generalizations', 'gener'],
    ['oscillators', 'oscil'],
    ['archaeology', 'archaeolog'],
    ['naïve', 'naïve'],
    ['ïs', 'ïs'],
    ['x86s', 'x86s'],
  ])('of %s is %s', (word, stem) => {
    expect(analyze(word, { ...plain, stemming: true })).toEqual([{ term: stem, position: 0 }]);
  });
});

describe('the terms of a text', () => {
  const terms = (text: string, analysis: object): string[] =>
    analyze(text, { ...plain, ...analysis }).map(({ term }) => term);

  it('are its words in lower case', () => {
    expect(terms('Stop,  ÉTÉ 2024! தமிழ', {})).toEqual(['stop', 'été', '2024', 'தமிழ']);
  });

  it('end at punctuation', () => {
    expect(terms("Don't use state-of_the.art", {}).join(' ')).toBe('don t use state of the art');
  });

  it('are stems without the most common words, which leave gaps', () => {
    expect(analyze('The cats are running', { ...plain, stemming: true, stopWords: true })).toEqual([
      { term: 'cat', position: 1 },
      { term: 'run', position: 3 },
    ]);
  });

  it('are cut after 40 characters', () => {
    expect(terms(`${'ü'.repeat(41)} ${'𝒳'.repeat(41)}`, {})).toEqual([
      'ü'.repeat(40),
      '𝒳'.repeat(40),
    ]);
  });

  it('are parts of words, where n-grams are asked for', () => {
    const ngram = { minGram: 2, maxGram: 3, prefixOnly: false };
    expect(terms('abcd', { ngram })).toEqual(['ab', 'abc', 'bc', 'bcd', 'cd']);
    expect(terms('abcd', { ngram: { ...ngram, prefixOnly: true } })).toEqual(['ab', 'abc']);
    expect(terms('a', { ngram })).toEqual([]);
  });
});

describe('a field of text', () => {
  it('scores after any writes as one that never held anything else', () => {
    const random = seededRandom(9);
    const word = (): string => `w${Math.floor(random() * random() * 30)}`;
    const field = new TextFieldIndex(plain);
    const kept = new Map<number, string>();
    for (let row = 0; row < 400; row++) {
      const text = Array.from({ length: 1 + Math.floor(random() * 20) }, word).join(' ');
      field.add(text);
      kept.set(row, text);
      const gone = Math.floor(random() * row);
      if (random() < 0.5 && kept.delete(gone)) field.remove(gone);
    }
    const fresh = new TextFieldIndex(plain);
    for (let row = 0; row < 400; row++) fresh.add(kept.get(row));
    for (const query of ['w1 w2', 'w0', 'w29 w3 w5', 'none', 'w1 none'])
      for (const scoring of [
        (one: TextFieldIndex, target: ScoreTarget) => one.addAny(query, target),
        (one: TextFieldIndex, target: ScoreTarget) => one.addAll(query, target),
        (one: TextFieldIndex, target: ScoreTarget) => one.addPhrase(query, 3, target),
        (one: TextFieldIndex, target: ScoreTarget) => one.addPhrasePrefix(query, target),
        (one: TextFieldIndex, target: ScoreTarget) => one.addSimilar(query, 1, target),
      ])
        expect(scored(400, (target) => scoring(field, target))).toEqual(
          scored(400, (target) => scoring(fresh, target)),
        );
    expect(scored(400, (target) => field.addAny('w1', target)).rows.length).toBeGreaterThan(50);
  });

  it('gives short texts and rare words more', () => {
    const field = new TextFieldIndex(plain);
    for (const text of ['fox', 'fox and many more words here', 'dog', 'fox']) field.add(text);
    const { scores } = scored(4, (target) => field.addAny('fox dog', target));
    const [short = 0, long = 0, rare = 0] = scores;
    expect([short > long, rare > short]).toEqual([true, true]);
  });

  it('finds phrases if the words follow each other, also one that is repeated', () => {
    const field = new TextFieldIndex(plain);
    for (const text of ['a b a b c', 'b a c', undefined, 'a a b', 'c a b', 'a c b'])
      field.add(text);
    const rows = (query: string): number[] => [
      ...scored(6, (target) => field.addPhrase(query, 0, target)).rows,
    ];
    expect([rows('a b'), rows('a b c'), rows('a a'), rows('b a b'), rows('c a'), rows('')]).toEqual(
      [[0, 3, 4], [0], [3], [0], [4], []],
    );
  });
});
