import { describe, expect, it } from 'vitest';
import type { Notebook, QueryCell } from '../../../../src/model/notebook/cell.ts';
import { editText } from '../../../../src/model/notebook/editText.ts';
import { editNotebook, type NotebookEdit } from '../../../../src/model/notebook/notebookEdit.ts';
import { parseNotebook } from '../../../../src/model/notebook/parseNotebook.ts';
import { printNotebook } from '../../../../src/model/notebook/printNotebook.ts';
import { applyEdits } from './applyEdits.ts';
import { RandomNotebooks } from './randomNotebooks.ts';

const text = `vecnb 1
# who asks: support
index: docs
environment: local

### query refunds
# the question of last week
top k:  20
text: money back

### text
Some words.

### query other
id: a
`;

describe('editText', () => {
  it('changes one line for one field, and leaves comments, order and spacing', () => {
    expect(edited(text, replaced(0, { topK: 5 }))).toBe(text.replace('top k:  20', 'top k: 5'));
  });

  it('puts a new field below those that come before it', () => {
    expect(edited(text, replaced(0, { filter: '{\n  "a": 1\n}' }))).toBe(
      text.replace('money back\n', 'money back\nfilter:\n  {\n    "a": 1\n  }\n'),
    );
  });

  it('takes away the line of a field that is empty again', () => {
    const filtered = text.replace('money back\n', 'money back\nfilter: {}\n');
    expect(edited(filtered, replaced(0, { filter: '' }, filtered))).toBe(text);
  });

  it('changes the input in its place', () => {
    expect(edited(text, replaced(0, { input: { by: 'id', value: 'x' } }))).toBe(
      text.replace('text: money back', 'id: x'),
    );
  });

  it('adds what the header lacks', () => {
    const binding = { environment: 'local', index: 'words', namespace: 'n' };
    expect(edited(text, { edit: 'setBinding', binding })).toBe(
      text.replace(
        'index: docs\nenvironment: local',
        'index: words\nenvironment: local\nnamespace: n',
      ),
    );
  });

  it('moves a cell with its comments', () => {
    expect(edited(text, { edit: 'moveCell', cellId: '1', to: 2 })).toBe(`vecnb 1
# who asks: support
index: docs
environment: local

### text
Some words.

### query other
id: a

### query refunds
# the question of last week
top k:  20
text: money back
`);
  });

  it('removes the last cell with the space before it', () => {
    expect(edited(text, { edit: 'removeCell', cellId: '3' })).toBe(
      text.replace('\n### query other\nid: a\n', ''),
    );
  });

  it('writes a whole notebook into an empty file', () => {
    const cell = { kind: 'text' as const, id: 'n', text: 'Hello' };
    expect(edited('', { edit: 'insertCell', cell, at: 0 })).toBe(
      'vecnb 1\nenvironment:\nindex:\nnamespace:\n\n### text\nHello\n',
    );
  });

  it('uses the line breaks of the file', () => {
    const windows = text.replaceAll('\n', '\r\n');
    const result = edited(windows, replaced(0, { filter: '{\n}' }, windows));
    expect(result.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });

  it('makes no edit if nothing changes', () => {
    const random = new RandomNotebooks(2);
    for (let round = 0; round < 500; round++) {
      const rough = random.roughen(printNotebook(random.notebook()));
      const notebook = read(rough);
      for (const cell of notebook.cells)
        expect(editText(rough, notebook, { edit: 'replaceCell', cell })).toEqual([]);
    }
  });

  it('has the content of the edited notebook after any edit of any text', () => {
    const random = new RandomNotebooks(3);
    for (let round = 0; round < 5000; round++) {
      const before = random.roughen(printNotebook(random.notebook()));
      const notebook = read(before);
      const edit = random.edit(notebook);
      const after = applyEdits(before, editText(before, notebook, edit));
      expect(withoutIds(read(after)), `${before}\n${JSON.stringify(edit)}\n${after}`).toEqual(
        withoutIds(editNotebook(notebook, edit)),
      );
    }
  });

  it('leaves the lines of other cells as they are', () => {
    const random = new RandomNotebooks(4);
    for (let round = 0; round < 1000; round++) {
      const before = random.roughen(printNotebook(random.notebook()));
      const notebook = read(before);
      const [first] = notebook.cells;
      if (!first) continue;
      const second = [...before.matchAll(/^### /gm)][1];
      if (!second) continue;
      const edits = editText(before, notebook, { edit: 'replaceCell', cell: random.cell('1') });
      expect(edits.every(({ end }) => end <= second.index)).toBe(true);
    }
  });

  it('refuses a cell that has gone', () => {
    expect(() => edited(text, { edit: 'removeCell', cellId: '9' })).toThrow(
      'This cell is no longer in the file',
    );
  });

  it('refuses a number that the text could not hold', () => {
    expect(() => edited(text, replaced(0, { topK: Number.NaN }))).toThrow('“top k” needs a number');
  });
});

function replaced(place: number, change: Partial<QueryCell>, source = text): NotebookEdit {
  return {
    edit: 'replaceCell',
    cell: { ...(read(source).cells[place] as QueryCell), ...change },
  };
}

function edited(before: string, edit: NotebookEdit): string {
  return applyEdits(before, editText(before, read(before), edit));
}

function read(source: string): Notebook {
  const parsed = parseNotebook(source);
  if (!parsed.isValid) throw new Error(`${JSON.stringify(parsed.problems)}\n${source}`);
  return parsed.notebook;
}

function withoutIds({ binding, cells }: Notebook): unknown {
  return { binding, cells: cells.map((cell) => ({ ...cell, id: '' })) };
}

/** The text after edits that do not overlap. */
