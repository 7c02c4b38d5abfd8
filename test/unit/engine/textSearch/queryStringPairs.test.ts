import { describe, expect, it } from 'vitest';
import { TextRows } from '../../../../src/engine/textSearch/textRows.ts';
import { runToCompletion } from '../../../../src/engine/workers/cooperativeTasks.ts';

const analysis = { language: 'en', stemming: false, stopWords: false };
const documents: Readonly<Record<string, { title?: string; body: string }>> = {
  a: { title: 'Machines', body: 'machine learning' },
  b: { title: 'Deep', body: 'a machine for deep learning' },
  c: { body: 'learning machine' },
  d: { title: 'Learning', body: 'computers and databases' },
  e: { body: 'machine leaves and computation' },
  f: { title: 'deep computers', body: 'quantum' },
  g: { body: 'nothing of it' },
};

/** Each documented form alone, and the documents that it finds. */
const forms: Readonly<Record<string, string>> = {
  'body:machine': 'abce',
  'body:(computers quantum)': 'df',
  'body:(MACHINE AND Learning)': 'abc',
  'body:(machine OR quantum)': 'abcef',
  'body:(machine NOT learning)': 'e',
  'body:(+machine deep)': 'abce',
  'body:(machine -deep)': 'ace',
  'body:((quantum OR machine) AND deep)': 'b',
  'body:"machine learning"': 'a',
  'body:("machine learning"~2)': 'abc',
  'body:("machine lea"*)': 'ae',
  'body:/comput(ers|ation)/': 'de',
  'body:(lexrning~1)': 'abc',
  'body:(quontam~)': '',
  'body:(machine~0)': 'abce',
  'title:(deep)': 'bf',
  computers: 'df',
  '"deep learning"': 'b',
  '/mach.*s/': 'a',
  'lerning~': 'abcd',
  'body:(quantum^2)': 'f',
  'body:("deep learning"^0.5)': 'b',
  'body:(machine deep)^0': 'abce',
  'title:learning^3': 'd',
};

const all = Object.keys(documents);
const both = (a: string, b: string): string[] =>
  all.filter((id) => a.includes(id) && b.includes(id));
const either = (a: string, b: string): string[] =>
  all.filter((id) => a.includes(id) || b.includes(id));
const without = (a: string, b: string): string[] =>
  all.filter((id) => a.includes(id) && !b.includes(id));
const first = (a: string): string[] => Array.from(a);

/** Each way to join two clauses, and what it finds of what they find alone. */
const joins: readonly [string, (a: string, b: string) => string[]][] = [
  ['A B', either],
  ['A OR B', either],
  ['A AND B', both],
  ['A NOT B', without],
  ['A -B', without],
  ['A AND NOT B', without],
  ['A AND (NOT B)', without],
  ['NOT B A', without],
  ['-B AND A', without],
  ['+A B', first],
  ['+A +B', both],
  ['+A AND B', both],
  ['+A -B', without],
  ['(A B)', either],
  ['(A) AND (B)', both],
  ['((A)) OR (B)^2', either],
  ['(A B)^2', either],
  ['A OR B AND A', first],
  ['A B AND A', first],
  ['(A OR B) AND B', (_, b) => first(b)],
];

describe('query strings', () => {
  const texts = new TextRows({
    title: { type: 'string', analysis },
    body: { type: 'string', analysis },
  });
  for (const [at, [id, document]] of Object.entries(documents).entries())
    texts.set(at, id, document);

  const scores = (query: string): Map<string, number> => {
    const {
      rows,
      scores: found,
      records,
    } = runToCompletion(texts.score([{ type: 'query_string', query }]));
    return new Map([...rows].map((row, at) => [records[row]!.id, found[at]!]));
  };
  const found = (query: string): string[] => [...scores(query).keys()];

  it('find the documents of each form', () => {
    const results = Object.keys(forms).map((form) => [form, found(form).join('')]);
    expect(Object.fromEntries(results)).toEqual(forms);
  });

  it.each(joins)('join any two forms: %s', (join, expected) => {
    const wrong = Object.entries(forms).flatMap(([one, ofOne]) =>
      Object.entries(forms).flatMap(([other, ofOther]) => {
        const query = join.replaceAll(/\b[AB]\b/g, (name) => (name === 'A' ? one : other));
        const [is, should] = [found(query).join(), expected(ofOne, ofOther).join()];
        return is === should ? [] : [{ query, is, should }];
      }),
    );
    expect(wrong).toEqual([]);
  });

  it('add the scores of their clauses', () => {
    const wrong = Object.keys(forms).flatMap((one) =>
      Object.keys(forms).flatMap((other) => {
        const [of, ofOther] = [scores(one), scores(other)];
        const isSum = ([id, score]: [string, number]): boolean =>
          Math.abs(score - (of.get(id) ?? 0) - 2 * (ofOther.get(id) ?? 0)) < 1e-9;
        return [...scores(`${one} OR (${other})^2`)].every(isSum) ? [] : [{ one, other }];
      }),
    );
    expect(wrong).toEqual([]);
  });
});
