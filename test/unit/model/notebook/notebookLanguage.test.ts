import { describe, expect, it } from 'vitest';
import { completeNotebook } from '../../../../src/model/notebook/language/completeNotebook.ts';
import { fieldHelp } from '../../../../src/model/notebook/language/fieldHelp.ts';
import { hoverNotebook } from '../../../../src/model/notebook/language/hoverNotebook.ts';
import {
  notebookFolds,
  notebookOutline,
} from '../../../../src/model/notebook/language/notebookOutline.ts';
import { fieldKeys } from '../../../../src/model/notebook/fieldText.ts';
import type { KnownField } from '../../../../src/model/filter/language/knownField.ts';

const fields: readonly KnownField[] = [
  { name: 'year', types: ['number'], share: 0.98, examples: ['2024'] },
];

/** A notebook with a caret, written as “|”. */
function at(marked: string): readonly [string, number, number] {
  const before = marked.slice(0, marked.indexOf('|'));
  const line = before.split('\n').length - 1;
  return [marked.replace('|', ''), line, before.length - before.lastIndexOf('\n') - 1];
}

const labels = (marked: string): string[] =>
  completeNotebook(...at(marked), fields).map(({ label }) => label);

describe('completion in the text of a notebook', () => {
  it('offers the kinds of cells at the start of one', () => {
    expect(labels('vecnb 1\n\n##|')).toEqual([
      '### query',
      '### map',
      '### explain',
      '### compare',
      '### text',
    ]);
  });

  it('offers the fields that a cell does not have', () => {
    const found = labels('vecnb 1\n\n### query\ntext: a\nre|');
    expect(found).toEqual(expect.arrayContaining(['rerank', 'rerank top', 'filter']));
    expect(found).not.toContain('text');
    expect(found).not.toContain('vector');
    expect(labels('vecnb 1\n|')).toContain('parameters');
  });

  it.each([
    ['vecnb 1\n\n### query\ntext: a\nfusion: |', ['rrf', 'score']],
    ['vecnb 1\n\n### query dog\nid: a\n\n### explain\nquery: |', ['dog']],
    ['vecnb 1\n\n### query dog\nid: a\n\n### compare\nqueries: cat, |', ['dog']],
    ['vecnb 1\nparameters: question: a\n\n### query\ntext: {{qu|', ['question']],
    ['vecnb 1\n\n### text\nfusion: |', []],
  ])('offers the values of a field in %j', (marked, expected) => {
    expect(labels(marked)).toEqual(expected);
  });

  it('completes a filter of several lines by the known fields', () => {
    const marked = 'vecnb 1\n\n### query\nid: a\nfilter:\n  { "year": { "$eq": 1 },\n    "|" }\n';
    const [found] = completeNotebook(...at(marked), fields);
    expect(found).toMatchObject({ label: 'year', kind: 'field', from: 4 });
  });
});

describe('hover in the text of a notebook', () => {
  const hover = (marked: string): string | undefined => hoverNotebook(...at(marked), fields)?.text;

  it.each([
    ['vecnb 1\n\n### query\ntext: a\ntop| k: 3', fieldHelp['top k']],
    ['vecnb 1\nparameters: year: 2024\n\n### query\ntext: in {{ye|ar}}', '2024'],
    ['vecnb 1\n\n### query\ntext: in {{ye|ar}}', 'This parameter has no value'],
    ['vecnb 1\n\n### query\nid: a\nfilter:\n  { "ye|ar": 1 }', expect.stringContaining('98')],
    ['vecnb 1\n\n### query\ntext: so|me', undefined],
    ['vecnb 1\n\n### text\ntop| k: 3', undefined],
  ])('tells what is under the pointer in %j', (marked, expected) => {
    expect(hover(marked)).toEqual(expected);
  });
});

describe('the outline of a notebook', () => {
  const text =
    'vecnb 1\n\n### query dog\nid: a\nfilter:\n  { "a": 1,\n    "b": 2 }\n\n### text\nWords\n';

  it('names the cells', () => {
    expect(notebookOutline(text)).toEqual([
      { title: '1 query dog', detail: 'a', fromLine: 2, toLine: 6 },
      { title: '2 text', detail: 'Words', fromLine: 8, toLine: 9 },
    ]);
  });

  it('folds cells and long fields', () => {
    expect(notebookFolds(text)).toEqual([
      [2, 6],
      [8, 9],
      [4, 6],
    ]);
  });

  it('has help for every field', () => {
    const keys = Object.values(fieldKeys).flat();
    expect(Object.keys(fieldHelp).sort()).toEqual([...new Set(keys)].sort());
  });
});
