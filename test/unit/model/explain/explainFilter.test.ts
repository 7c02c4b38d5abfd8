import { describe, expect, it } from 'vitest';
import { explainFilter } from '../../../../src/model/explain/explainFilter.ts';
import { parseFilter } from '../../../../src/model/filter/parseFilter.ts';
import type { Metadata } from '../../../../src/model/record.ts';

const record = { year: '2023', lang: 'en', tags: ['a', 'b'], pages: 7 };

function explain(filter: string, metadata: Metadata = record): unknown {
  const parsed = parseFilter(filter);
  if (!parsed.isValid) throw new Error(parsed.problems[0]?.message);
  return explainFilter(parsed.filter, metadata);
}

describe('explainFilter', () => {
  it('returns for each condition whether it is true, with the value of the record', () => {
    expect(explain('{ "lang": "en", "pages": { "$gt": 10 } }')).toEqual([
      { field: 'lang', condition: '{"$eq":"en"}', isTrue: true, excludes: false, value: 'en' },
      { field: 'pages', condition: '{"$gt":10}', isTrue: false, excludes: true, value: 7 },
    ]);
  });

  it('names the type that a value would need', () => {
    expect(explain('{ "year": { "$gte": 2020 } }')).toEqual([
      {
        field: 'year',
        condition: '{"$gte":2020}',
        isTrue: false,
        excludes: true,
        value: '2023',
        wrongType: 'number',
      },
    ]);
  });

  it('has no value for a field that the record lacks', () => {
    expect(explain('{ "author": { "$ne": "me" } }')).toEqual([
      { field: 'author', condition: '{"$ne":"me"}', isTrue: false, excludes: true },
    ]);
  });

  it('blames no condition of an alternative that holds by another one', () => {
    expect(explain('{ "$or": [{ "lang": "de" }, { "pages": 7 }] }')).toEqual([
      { field: 'lang', condition: '{"$eq":"de"}', isTrue: false, excludes: false, value: 'en' },
      { field: 'pages', condition: '{"$eq":7}', isTrue: true, excludes: false, value: 7 },
    ]);
  });

  it('compares lists by their elements', () => {
    expect(explain('{ "tags": { "$in": ["b"] } }')).toEqual([
      {
        field: 'tags',
        condition: '{"$in":["b"]}',
        isTrue: true,
        excludes: false,
        value: ['a', 'b'],
      },
    ]);
  });
});
