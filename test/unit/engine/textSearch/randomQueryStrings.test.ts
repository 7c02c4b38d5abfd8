import { describe, expect, it } from 'vitest';
import { Failure } from '../../../../src/common/failure.ts';
import { parseQueryString } from '../../../../src/engine/textSearch/queryString.ts';
import { TextRows } from '../../../../src/engine/textSearch/textRows.ts';
import { runToCompletion } from '../../../../src/engine/workers/cooperativeTasks.ts';
import { seededRandom } from '../../../support/random.ts';

const pieces = [
  ...`a b word the body é 🦊 1 2 0.5 ( ) " : ^ ~ * ? + - / \\ [ ] { } | & ! . AND OR NOT`.split(
    ' ',
  ),
  ...Array.from({ length: 10 }, () => ' '),
  ' AND ',
  ' OR ',
  ' NOT ',
  '\n',
  'body:',
  'title:(',
  '9'.repeat(40),
];

describe('a random string', () => {
  const random = seededRandom(21);
  const analysis = { language: 'en', stemming: true, stopWords: true };
  const texts = new TextRows({
    title: { type: 'string', analysis },
    body: { type: 'string', analysis },
  });
  texts.set(1, 'a', { title: 'a word', body: 'the body of a b word' });

  /** How a string is answered: with finite scores, with a refusal that names a place, or wrongly. */
  function outcomeOf(query: string): string {
    try {
      parseQueryString(query, ['title', 'body']);
    } catch (error) {
      if (!(error instanceof Failure) || error.kind !== 'badInput') return String(error);
      const hasPlace = /^The query string is not valid at character \d+, “.*”: ./s.test(
        error.message,
      );
      return hasPlace ? 'refused' : error.message;
    }
    const { scores } = runToCompletion(texts.score([{ type: 'query_string', query }]));
    return scores.every((score) => score >= 0 && score < Infinity) ? 'searched' : 'bad score';
  }

  it('is searched, or refused with a place', () => {
    const counts: Record<string, number> = {};
    for (let round = 0; round < 20_000; round++) {
      const length = 1 + Math.floor(random() * 12);
      const parts = Array.from({ length }, () => pieces[Math.floor(random() * pieces.length)]);
      const outcome = outcomeOf(parts.join(''));
      counts[outcome] = (counts[outcome] ?? 0) + 1;
    }
    expect(counts).toEqual({ searched: expect.any(Number), refused: expect.any(Number) });
    expect(counts['searched']).toBeGreaterThan(1000);
  });
});
