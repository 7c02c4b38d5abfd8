import { describe, expect, it } from 'vitest';
import { completeFilter } from '../../../../../src/model/filter/language/completeFilter.ts';
import { filterHints, hoverFilter } from '../../../../../src/model/filter/language/filterHints.ts';
import type { KnownField } from '../../../../../src/model/filter/language/knownField.ts';
import { parseFilter } from '../../../../../src/model/filter/parseFilter.ts';

const fields: readonly KnownField[] = [
  { name: 'year', share: 1, types: ['number'], examples: ['2023', '2024'] },
  { name: 'category', share: 0.9, types: ['string'], examples: ['news', 'blog'] },
  { name: 'draft', share: 0.5, types: ['boolean'], examples: ['true'] },
  { name: 'tags', share: 1, types: ['list'], examples: ['a, b'] },
];

/** Completes at `|`, and returns the text after the first option is taken, with the labels of all. */
function complete(marked: string): { labels: string[]; taken: string } {
  const caret = marked.indexOf('|');
  const text = marked.replace('|', '');
  const found = completeFilter(text, caret, fields);
  const insert = found?.options[0]?.insert ?? '';
  return {
    labels: found?.options.map(({ label }) => label) ?? [],
    taken: found ? text.slice(0, found.from) + insert + text.slice(found.to) : text,
  };
}

describe('completion of a filter', () => {
  it.each([
    ['{ | }', '{ "year":  }'],
    ['{ "ca|" : 1 }', '{ "year" : 1 }'],
    ['{ "$and": [{ y|', '{ "$and": [{ "year": '],
    ['{ "year": 1, |', '{ "year": 1, "year": '],
  ])('offers fields in %s', (text, taken) => {
    const found = complete(text);
    expect(found.labels.slice(0, 2)).toEqual(['year', 'category']);
    expect(found.taken).toBe(taken);
  });

  it('offers operators that fit the type of the field', () => {
    expect(complete('{ "year": { "$g|').labels).toContain('$gte');
    expect(complete('{ "category": { |').labels).toEqual(['$eq', '$ne', '$in', '$nin', '$exists']);
  });

  it.each([
    ['{ "year": |', ['2023', '2024']],
    ['{ "category": { "$in": ["news", |', ['"news"', '"blog"']],
    ['{ "category": { "$eq": "n|" } }', ['"news"', '"blog"']],
    ['{ "draft": |', ['true', 'false']],
    ['{ "year": { "$exists": |', ['true', 'false']],
  ])('offers values in %s', (text, labels) => {
    expect(complete(text).labels).toEqual(labels);
  });

  it('replaces a quoted word with its closing quote', () => {
    expect(complete('{ "category": "ne|ws" }').taken).toBe('{ "category": "news" }');
  });
});

describe('hints of a filter', () => {
  function hint(text: string): { message: string | undefined; fixed: string } {
    const [first] = filterHints(text, fields);
    const fix = first?.fixes[0];
    const fixed = fix ? text.slice(0, fix.start) + fix.replacement + text.slice(fix.end) : '';
    return { message: first?.message, fixed };
  }

  it('names a field that is spelt nearly like a known one', () => {
    expect(hint('{ "categry": "news" }')).toEqual({
      message: 'No record seen has the field “categry”; did you mean “category”?',
      fixed: '{ "category": "news" }',
    });
  });

  it('names a value of another type than the field has', () => {
    expect(hint('{ "year": { "$eq": "2024" } }')).toEqual({
      message: '“year” is a number in the records seen; you wrote a string',
      fixed: '{ "year": { "$eq": 2024 } }',
    });
  });

  it('warns that $ne excludes records without the field', () => {
    const { message, fixed } = hint('{ "category": { "$ne": "news" } }');
    expect(message).toBe('“$ne” leaves out the 10% of records seen that lack “category”');
    expect(fixed).toBe(
      '{ "$or": [{ "category": { "$ne": "news" } }, { "category": { "$exists": false } }] }',
    );
    expect(parseFilter(fixed).isValid).toBe(true);
  });

  it.each(['{ "tags": "a" }', '{ "year": { "$ne": 2024 } }', '{ "draft": true }', '{ "year": '])(
    'has none for %s',
    (text) => {
      expect(filterHints(text, fields)).toEqual([]);
    },
  );

  it('describes the field under the pointer', () => {
    const text = '{ "$and": [{ "year": 2024 }] }';
    expect(hoverFilter(text, text.indexOf('year'), fields)?.text).toBe(
      'year: number · in 100% of the records seen · such as 2023, 2024',
    );
  });
});

describe('random and mutated filters', () => {
  const seeds = [
    '{ "year": { "$gte": 2024, "$lt": 2030 }, "category": "news" }',
    '{ "$or": [{ "tags": { "$in": ["a", "b"] } }, { "draft": { "$exists": false } }] }',
    '{"a":{"$ne":null},"b":[1e400,-0],"\\u0000":{"$nin":[]}}',
  ];
  const pieces = [
    '{',
    '}',
    '[',
    ']',
    '"',
    ':',
    ',',
    '\\',
    '$ne',
    '$and',
    'null',
    '1e9',
    ' ',
    '\n',
    '🙂',
    '\u0000',
  ];

  it('never make the parser or the language service throw, 100,000 of them', () => {
    let state = 7;
    const below = (limit: number): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * limit);
    };
    let valid = 0;
    for (let round = 0; round < 100_000; round++) {
      let text = seeds[below(seeds.length)] ?? '';
      for (let change = below(4); change >= 0; change--) {
        const at = below(text.length + 1);
        const piece = below(3) === 0 ? '' : (pieces[below(pieces.length)] ?? '');
        text = text.slice(0, at) + piece + text.slice(at + below(3));
      }
      if (parseFilter(text).isValid) valid++;
      if (round % 10 !== 0) continue;
      completeFilter(text, below(text.length + 1), fields);
      filterHints(text, fields);
    }
    expect(valid).toBeGreaterThan(100);
  });
});
