import { expect, it } from 'vitest';
import { readFilters } from '../../../../src/model/filter/filterList.ts';

it.each([
  ['', []],
  ['  ', []],
  ['{ "lang": "en" }', [{ lang: 'en' }]],
  ['[{"lang":"en"},{"year":{"$gte":2024}}]', [{ lang: 'en' }, { year: { $gte: 2024 } }]],
])('reads the filters of %j', (text, json) => {
  const read = readFilters(text);
  expect(typeof read === 'string' ? read : read.map((one) => one.json)).toMatchObject(json);
});

it.each(['{ "lang": ', '[{ "lang": "en" }, 7]', '{ "a": { "$what": 1 } }'])(
  'says what is wrong with %j',
  (text) => expect(readFilters(text)).toEqual(expect.any(String)),
);
