import { describe, expect, it } from 'vitest';
import { RowScores } from '../../../../src/engine/textSearch/rowScores.ts';
import { TextFieldIndex } from '../../../../src/engine/textSearch/textField.ts';
import { runToCompletion } from '../../../../src/engine/workers/cooperativeTasks.ts';
import { seededRandom } from '../../../support/random.ts';

const plain = { language: 'en', stemming: false, stopWords: false };

function fieldOf(texts: readonly string[], analysis: object = {}): TextFieldIndex {
  const field = new TextFieldIndex({ ...plain, ...analysis });
  for (const text of texts) field.add(text);
  return field;
}

/** The rows that a phrase with slop finds, or a phrase prefix. */
function rowsOf(field: TextFieldIndex, rowCount: number, phrase: string, slop?: number): number[] {
  const scores = new RowScores(rowCount);
  const target = { scores, factor: 1 };
  runToCompletion(
    slop === undefined
      ? field.addPhrasePrefix(phrase, target)
      : field.addPhrase(phrase, slop, target),
  );
  return Array.from(scores.take().rows);
}

describe('a phrase', () => {
  const random = seededRandom(5);
  const randomText = (length: number): string[] =>
    Array.from({ length }, () => 'abcd'.charAt(Math.floor(random() * 4)));

  /** Whether any choice of different places has the words moved by at most `slop`: tries all. */
  function isNear(text: readonly string[], phrase: readonly string[], slop: number): boolean {
    const choose = (places: readonly number[]): boolean => {
      const moved = places.map((place, at) => place - at);
      if (Math.max(...moved) - Math.min(...moved) > slop) return false;
      if (places.length === phrase.length) return true;
      return text.some(
        (word, place) =>
          word === phrase[places.length] && !places.includes(place) && choose([...places, place]),
      );
    };
    return choose([]);
  }

  it('is found if its words are within the slop, in any order, also repeated words', () => {
    let found = 0;
    for (let round = 0; round < 60; round++) {
      const texts = Array.from({ length: 20 }, () => randomText(1 + Math.floor(random() * 9)));
      const field = fieldOf(texts.map((text) => text.join(' ')));
      const phrase = randomText(1 + Math.floor(random() * 4));
      for (const slop of [0, 1, 2, 3, 7]) {
        const expected = texts.flatMap((text, row) => (isNear(text, phrase, slop) ? [row] : []));
        expect([phrase, slop, rowsOf(field, 20, phrase.join(' '), slop)]).toEqual([
          phrase,
          slop,
          expected,
        ]);
        found += expected.length;
      }
    }
    expect(found).toBeGreaterThan(500);
  });

  it('needs gaps as large as those that stop words leave', () => {
    const field = fieldOf(['king of france', 'king france', 'king of the france'], {
      stopWords: true,
    });
    expect([
      rowsOf(field, 3, 'king of france', 0),
      rowsOf(field, 3, 'king in france', 0),
      rowsOf(field, 3, 'king of france', 1),
    ]).toEqual([[0], [0], [0, 1, 2]]);
  });
});

describe('a phrase prefix', () => {
  it('matches the first 50 terms in alphabetical order', () => {
    const texts = Array.from(
      { length: 60 },
      (_, at) => `new yo${String(59 - at).padStart(2, '0')}`,
    );
    const field = fieldOf([...texts, 'new york', 'old yo00']);
    expect(rowsOf(field, 62, 'new yo')).toEqual(texts.map((_, at) => at).slice(10));
    expect(rowsOf(field, 62, 'new yor')).toEqual([60]);
  });

  it('passes over terms of removed rows', () => {
    const texts = Array.from({ length: 60 }, (_, at) => `new yo${at + 10}`);
    const field = fieldOf([...texts, 'new york']);
    for (let row = 0; row < 20; row++) field.remove(row);
    expect(rowsOf(field, 61, 'new yo')).toContain(60);
  });

  it('matches any of its terms, also one that is in the phrase', () => {
    const field = fieldOf(['new new', 'new newark', 'newark new', 'new']);
    expect(rowsOf(field, 4, 'new new')).toEqual([0, 1]);
  });

  it('completes analyzed terms after stems and stop words', () => {
    const field = fieldOf(['she runs fast', 'running the fastest', 'fast runs'], {
      stemming: true,
      stopWords: true,
    });
    expect([rowsOf(field, 3, 'running fa'), rowsOf(field, 3, 'the fas')]).toEqual([[0], [0, 1, 2]]);
  });

  it('matches parts of words in a field of n-grams', () => {
    const ngram = { minGram: 3, maxGram: 4, prefixOnly: false };
    const field = fieldOf(['red keyboard', 'keyboard', 'red chair'], { ngram });
    expect([rowsOf(field, 3, 'red keyb'), rowsOf(field, 3, 'red ke')]).toEqual([[0], [0]]);
  });
});
