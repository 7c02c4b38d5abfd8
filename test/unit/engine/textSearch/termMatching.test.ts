import { describe, expect, it } from 'vitest';
import { FuzzyWord } from '../../../../src/engine/textSearch/fuzzyWord.ts';
import { parseTermPattern } from '../../../../src/engine/textSearch/termPattern.ts';
import { TermPatternMatcher } from '../../../../src/engine/textSearch/termPatternMatcher.ts';
import { seededRandom } from '../../../support/random.ts';

type Random = () => number;

const pick = <T>(from: readonly T[], random: Random): T =>
  from[Math.floor(random() * from.length)]!;
const randomWord = (letters: readonly string[], random: Random): string =>
  Array.from({ length: Math.floor(random() * 9) }, () => pick(letters, random)).join('');

function matcherOf(pattern: string): TermPatternMatcher {
  const parsed = parseTermPattern(pattern, 0, pattern.length, (reason) => new Error(reason));
  return new TermPatternMatcher(parsed);
}

describe('a fuzzy word', () => {
  const random = seededRandom(11);

  /** The definition of the Levenshtein distance. */
  function distance(
    [a, ...restOfA]: readonly string[],
    [b, ...restOfB]: readonly string[],
  ): number {
    if (a === undefined) return b === undefined ? 0 : 1 + restOfB.length;
    if (b === undefined) return 1 + restOfA.length;
    if (a === b) return distance(restOfA, restOfB);
    return (
      1 +
      Math.min(
        distance(restOfA, [b, ...restOfB]),
        distance([a, ...restOfA], restOfB),
        distance(restOfA, restOfB),
      )
    );
  }

  it('matches the words within its distance, of one or two UTF-16 units a character', () => {
    const counts = [0, 0, 0];
    for (let round = 0; round < 400; round++) {
      const [word, other] = [
        randomWord(['a', 'b', '𝒳'], random),
        randomWord(['a', 'b', '𝒳'], random),
      ];
      const edits = distance(Array.from(word), Array.from(other));
      const matching = [0, 1, 2].map((most) => new FuzzyWord(word, most).matches(other));
      expect([word, other, matching]).toEqual([word, other, [edits < 1, edits < 2, edits < 3]]);
      if (edits < 3) counts[edits]!++;
    }
    expect(Math.min(...counts)).toBeGreaterThan(5);
  });

  it('is the same for a word that was compared before', () => {
    const fuzzy = new FuzzyWord('abcab', 2);
    const words = ['abcab', 'xxxxxxx', 'abc', 'cab', '', 'abxab', 'aabbccab'];
    const once = words.map((word) => new FuzzyWord('abcab', 2).matches(word));
    expect(words.map((word) => fuzzy.matches(word))).toEqual(once);
    expect(once).toContain(true);
  });
});

describe('a regular expression', () => {
  const random = seededRandom(12);

  function randomPattern(depth: number): string {
    const part = (): string => randomPattern(depth - 1);
    const simple = pick(
      ['a', 'b', 'é', '.', '[ab]', '[^a]', '[a-b0]', '\\d', '\\w', '[\\W\\d]', '\\.'],
      random,
    );
    if (depth === 0) return simple;
    return pick(
      [
        () => part() + part(),
        () => `(${part()}|${part()})`,
        () => `(${part()})${pick(['?', '*', '+', '{2}', '{1,3}', '{2,}', '{0}'], random)}`,
        () => `(${part()}|)`,
        () => simple,
      ],
      random,
    )();
  }

  it("matches the words that JavaScript's matches as a whole", () => {
    let matched = 0;
    for (let round = 0; round < 400; round++) {
      const pattern = randomPattern(3);
      const [ours, theirs] = [matcherOf(pattern), new RegExp(`^(?:${pattern})$`, 'u')];
      for (let word = 0; word < 20; word++) {
        const term = randomWord(['a', 'b', 'é', '1', '.'], random);
        const is = ours.matches(term);
        expect([pattern, term, is]).toEqual([pattern, term, theirs.test(term)]);
        if (is) matched++;
      }
    }
    expect(matched).toBeGreaterThan(500);
  });

  it.each([
    ['COMP.*', 'computer', true],
    ['[A-Z]+', 'abc', true],
    ['[^A-Z]+', 'abc', false],
    ['İ', 'i̇', true],
    ['a.c', 'a𝒳c', true],
    ['a..c', 'a𝒳c', false],
    ['[a-]+', 'a-a', true],
    ['a|b|', '', true],
    ['\\/', '/', true],
    ['a{3}', 'aaa', true],
    ['a{3}', 'aa', false],
    ['(a?){40}', 'a'.repeat(40), true],
    ['(a*)*b', 'a'.repeat(40), false],
  ])('%s, asked for %s: %s', (pattern, term, expected) => {
    expect(matcherOf(pattern).matches(term)).toBe(expected);
  });

  it('takes one step for each character of a term, also with repeats', () => {
    // Backtracking takes 2^40 steps here.
    const matcher = matcherOf('(a|a)*(a|a)*(a?){40}b');
    expect(matcher.matches('a'.repeat(40))).toBe(false);
    expect(matcher.matches(`${'a'.repeat(39)}b`)).toBe(true);
  });

  it('matches the same after it has forgotten the sets of states', () => {
    const matcher = matcherOf('.*a.{14}');
    const words = Array.from({ length: 4000 }, () =>
      Array.from({ length: 30 }, () => pick(['a', 'b'], random)).join(''),
    );
    expect(words.filter((word) => matcher.matches(word) !== (word[15] === 'a'))).toEqual([]);
  });
});
