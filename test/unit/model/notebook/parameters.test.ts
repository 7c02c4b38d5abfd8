import { describe, expect, it } from 'vitest';
import { editText } from '../../../../src/model/notebook/editText.ts';
import { parseParameters } from '../../../../src/model/notebook/input/parseParameters.ts';
import { parseNotebook } from '../../../../src/model/notebook/parseNotebook.ts';
import { printNotebook } from '../../../../src/model/notebook/printNotebook.ts';
import { notebookProblems } from '../../../../src/services/notebook/notebookProblems.ts';
import type { TextEdit } from '../../../../src/model/notebook/textLines.ts';

const text = `vecnb 1
index: docs
# what the cells share
parameters:
  question: how do I pay?
  year: 2024

### query
text: {{question}}
`;

function notebookOf(source: string) {
  const parsed = parseNotebook(source);
  if (!parsed.isValid) throw new Error(parsed.problems[0]?.message);
  return parsed.notebook;
}

function applied(source: string, edits: readonly TextEdit[]): string {
  return edits.reduceRight(
    (all, { start, end, replacement }) => all.slice(0, start) + replacement + all.slice(end),
    source,
  );
}

describe('the parameters of a notebook', () => {
  it('are lines of a name and a value', () => {
    const { values, problems } = parseParameters('a: 1\n\nlong-name_2:  two words: yes \nempty:');
    expect([[...values], problems]).toEqual([
      [
        ['a', '1'],
        ['long-name_2', 'two words: yes'],
        ['empty', ''],
      ],
      [],
    ]);
  });

  it.each([
    ['a: 1\nno value', 5, 'A parameter has the form “name: value”'],
    ['a: 1\na: 2', 5, 'The parameter “a” occurs twice: keep one of them'],
    ['hits: 1', 0, '“hits” stands for the hits of a query: choose another name'],
    ['2nd: x', 0, 'A parameter has the form “name: value”'],
  ])('are refused in %j', (typed, start, message) => {
    expect(parseParameters(typed).problems).toEqual([{ start, end: typed.length, message }]);
  });

  it('are read from the header and printed there', () => {
    const notebook = notebookOf(text);
    expect(notebook.parameters).toBe('question: how do I pay?\nyear: 2024');
    expect(notebookOf(printNotebook(notebook))).toEqual(notebook);
  });

  it.each([
    ['year: 2025', text.replace('  question: how do I pay?\n  year: 2024', 'PLACE')],
    ['', text.replace('parameters:\n  question: how do I pay?\n  year: 2024\n', '')],
  ])('change nothing else of the text if they become %j', (parameters, wanted) => {
    const edits = editText(text, notebookOf(text), { edit: 'setParameters', parameters });
    expect(applied(text, edits)).toBe(
      wanted.replace('parameters:\nPLACE', `parameters: ${parameters}`),
    );
  });

  it('are added below the header if there are none', () => {
    const plain = 'vecnb 1\nindex: docs\n\n### query\ntext: a\n';
    const edit = { edit: 'setParameters', parameters: 'a: 1' } as const;
    expect(applied(plain, editText(plain, notebookOf(plain), edit))).toBe(
      'vecnb 1\nindex: docs\nparameters: a: 1\n\n### query\ntext: a\n',
    );
  });

  it('have their problems at their lines', () => {
    expect(notebookProblems(text.replace('year: 2024', 'year 2024'))).toEqual([
      { line: 5, start: 2, end: 11, message: 'A parameter has the form “name: value”' },
    ]);
  });
});
