import { expect, it } from 'vitest';
import type { Cells } from '../../../../src/model/files/rowFile.ts';
import { parseIndexName } from '../../../../src/model/newIndex.ts';
import { indexForFile } from '../../../../src/services/imports/indexForFile.ts';

const numbered = (count: number): Cells =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`v_${at}`, at]));

it.each<[string, Cells, object]>([
  ['lists of numbers', { id: 'a', values: [1, 2, 3] }, { kind: 'dense', dimension: 3 }],
  ['vectors as JSON', { id: 'a', embedding: '[1, 2]' }, { kind: 'dense', dimension: 2 }],
  ['a column a dimension', { id: 'a', ...numbered(12) }, { kind: 'dense', dimension: 12 }],
  ['two numbered tags and a text', { tag1: 'a', tag2: 'b', text: 'x' }, { kind: 'embedded' }],
  ['sparse vectors', { id: 'a', sparse_values: { indices: [1], values: [2] } }, { kind: 'sparse' }],
  [
    'texts',
    { id: 'a', content: 'A text', url: 'b' },
    { kind: 'embedded', textFields: ['content'] },
  ],
])('suggests an index for %s', (_, row, index) => {
  const suggested = indexForFile('films.csv', { rows: [row], isText: false });
  expect(suggested).toMatchObject({ name: 'films', ...index });
});

it('suggests none without vectors and texts', () => {
  expect(indexForFile('films.csv', { rows: [{ id: 'a', year: 1 }], isText: false })).toBe(
    undefined,
  );
});

it.each([
  ['My Films (2024).jsonl.gz', 'my-films-2024'],
  ['é.csv', 'imported'],
  ['___.npy', 'imported'],
  [`${'long'.repeat(20)}.csv`, 'long'.repeat(20).slice(0, 45)],
  [`${'a'.repeat(44)} b.csv`, 'a'.repeat(44)],
])('names the index of %s', (file, name) => {
  const suggested = indexForFile(file, { rows: [{ values: [1, 2] }], isText: false });
  expect([suggested?.name, parseIndexName(name)]).toEqual([name, name]);
});
