import { expect, it } from 'vitest';
import { describeChange } from '../../../../src/services/records/describeChange.ts';

const before = { id: 'a', values: [0.1, 0.2], metadata: { year: 1, text: 'x', tags: ['a'] } };

it.each([
  ['a new record', undefined, before, ['new record']],
  ['nothing', before, { ...before, values: [Math.fround(0.1), 0.2] }, []],
  ['the vector', before, { ...before, values: [0.1, 0.3] }, ['vector']],
  ['the text to embed', before, { ...before, values: [], metadata: {} }, ['year', 'text', 'tags']],
  [
    'fields',
    before,
    { ...before, metadata: { text: 'y', tags: ['a'], new: true } },
    ['year', 'text', 'new'],
  ],
])('names what differs: %s', (_, one, other, names) => {
  expect(describeChange(one, other, { kind: 'records' })).toEqual(names);
});

it('names the vector that a document loses', () => {
  expect(describeChange(before, { ...before, values: [] }, { kind: 'documents' })).toEqual([
    'vector',
  ]);
});
