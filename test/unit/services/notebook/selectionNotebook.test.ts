import { expect, it } from 'vitest';
import { parseNotebook } from '../../../../src/model/notebook/parseNotebook.ts';
import { pointKey } from '../../../../src/model/map/pointKey.ts';
import { printNotebook } from '../../../../src/model/notebook/printNotebook.ts';
import {
  selectionNotebook,
  selectionQuery,
} from '../../../../src/services/notebook/selectionNotebook.ts';

const binding = { environment: 'local', index: 'words', namespace: '__default__' };
const words = (listed: number, count: number): string => `${listed} of ${count}`;

it('a notebook on a selection starts from its middle and expects what was selected, without listing it in a text', () => {
  const ids = ['cat', 'dog'];
  const filter = { class: { $in: ['animal'] } };
  const notebook = selectionNotebook(binding, { centreId: 'cat', ids, count: 40, filter }, words);
  const parsed = parseNotebook(printNotebook(notebook));
  expect(parsed).toEqual({ isValid: true, notebook });
  expect(notebook.cells[1]).toMatchObject({ expected: 'cat\ndog', filter: JSON.stringify(filter) });
  expect(
    notebook.cells.map((cell) =>
      cell.kind === 'query' ? cell.input : cell.kind === 'text' && cell.text,
    ),
  ).toEqual(['2 of 40', { by: 'id', value: 'cat' }]);
});

it('a notebook on very many points asks for no more hits than one can read', () => {
  const selection = { centreId: 'cat', ids: ['cat'], count: 90_000 };
  const [, query] = selectionNotebook(binding, selection, words).cells;
  expect(query).toMatchObject({ topK: 1000, filter: '' });
});

it('a query on a selection is to find what was selected', () => {
  expect(
    selectionQuery({ centreId: 'cat', ids: ['cat', 'dog'], count: 2 }, '__default__'),
  ).toMatchObject({
    input: { by: 'id', value: 'cat' },
    topK: 2,
    expected: 'cat\ndog',
  });
});

it('a query on a selection of several namespaces searches that of its middle', () => {
  const key = (namespace: string, id: string): string => pointKey({ namespace, id });
  const ids = [key('drafts', 'dog'), key('__default__', 'dog'), key('drafts', 'cat')];
  expect(selectionQuery({ centreId: ids[0]!, ids, count: 3 }, '__default__')).toMatchObject({
    input: { by: 'id', value: 'dog' },
    expected: 'dog\ncat',
    binding: { namespace: 'drafts' },
  });
  expect(selectionQuery({ centreId: ids[1]!, ids, count: 3 }, '__default__')).toMatchObject({
    input: { by: 'id', value: 'dog' },
    expected: 'dog',
    binding: {},
  });
});
