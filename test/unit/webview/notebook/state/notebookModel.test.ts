import { describe, expect, it } from 'vitest';
import type { Cell } from '../../../../../src/model/notebook/cell.ts';
import {
  reduceNotebook,
  unopened,
  visibleNotebook,
  type NotebookAction,
  type NotebookModel,
} from '../../../../../webview/notebook/state/notebookModel.ts';
import { binding, hitsOutcome, query, text, valid } from '../fixtures.ts';

const opened = after(unopened, {
  type: 'opened',
  state: {
    version: 1,
    document: valid(query('a'), text('b', 'words')),
    runs: {},
    maps: {},
    isRunningAll: false,
    session: 's',
  },
});

describe('the notebook model', () => {
  it('shows what is typed before the document has it', () => {
    const typed = query('a', { filter: '{' });
    expect(cellsOf(after(opened, { type: 'typed', cell: typed }))).toEqual([
      typed,
      text('b', 'words'),
    ]);
  });

  it('keeps the objects of cells that another edit leaves as they are', () => {
    const model = after(opened, {
      type: 'documentChanged',
      version: 2,
      document: valid(query('a'), text('b', 'changed')),
    });
    const [before, now] = [cellsOf(opened), cellsOf(model)];
    expect([now[0] === before[0], now[1]]).toEqual([true, text('b', 'changed')]);
  });

  it('keeps what is being typed when another cell of the document changes', () => {
    const typed = query('a', { filter: '{' });
    const model = after(
      opened,
      { type: 'typed', cell: typed },
      { type: 'documentChanged', version: 2, document: valid(query('a'), text('b', 'changed')) },
    );
    expect(cellsOf(model)).toEqual([typed, text('b', 'changed')]);
  });

  it('keeps what was typed after the state that the document now has', () => {
    const first = query('a', { filter: '{' });
    const second = query('a', { filter: '{}' });
    const model = after(
      opened,
      { type: 'typed', cell: first },
      { type: 'sending', cell: first },
      { type: 'typed', cell: second },
      { type: 'documentChanged', version: 2, document: valid(first, text('b', 'words')) },
      { type: 'sent', cell: first },
    );
    expect(cellsOf(model)[0]).toBe(second);
  });

  it('shows the document again once it has what was typed', () => {
    const typed = query('a', { filter: '{' });
    const model = after(
      opened,
      { type: 'typed', cell: typed },
      { type: 'sending', cell: typed },
      { type: 'documentChanged', version: 2, document: valid(typed, text('b', 'words')) },
      { type: 'sent', cell: typed },
      { type: 'documentChanged', version: 3, document: valid(query('a'), text('b', 'words')) },
    );
    expect(cellsOf(model)[0]).toEqual(query('a'));
  });

  it('shows what was sent until the document speaks, so that nothing flickers', () => {
    const typed = query('a', { filter: '{' });
    const sent = after(
      opened,
      { type: 'typed', cell: typed },
      { type: 'sending', cell: typed },
      { type: 'sent', cell: typed },
    );
    expect(cellsOf(sent)[0]).toBe(typed);
    const undone = valid(query('a'), text('b', 'words'));
    const model = after(sent, { type: 'documentChanged', version: 2, document: undone });
    expect(cellsOf(model)[0]).toEqual(query('a'));
  });

  it('loses nothing that could not be sent, and says why', () => {
    const typed = query('a', { filter: '{' });
    const model = after(
      opened,
      { type: 'typed', cell: typed },
      { type: 'sending', cell: typed },
      { type: 'notSent', cell: typed, message: 'The file is read-only' },
      { type: 'documentChanged', version: 2, document: valid(query('a')) },
    );
    expect([cellsOf(model)[0], model.failure]).toEqual([typed, 'The file is read-only']);
  });

  it('forgets what was typed into a cell that has gone', () => {
    const model = after(
      opened,
      { type: 'typed', cell: query('a', { filter: '{' }) },
      { type: 'documentChanged', version: 2, document: valid(text('b', 'words')) },
      { type: 'documentChanged', version: 3, document: valid(query('a'), text('b', 'words')) },
    );
    expect(cellsOf(model)[0]).toEqual(query('a'));
  });

  it('keeps what was typed while the file is not valid', () => {
    const typed = query('a', { filter: '{' });
    const invalid = { isValid: false, problems: [] } as const;
    const model = after(
      opened,
      { type: 'typed', cell: typed },
      { type: 'documentChanged', version: 2, document: invalid },
    );
    expect(visibleNotebook(model)).toBeUndefined();
    const mended = valid(query('a'), text('b', 'words'));
    expect(
      cellsOf(after(model, { type: 'documentChanged', version: 3, document: mended }))[0],
    ).toBe(typed);
  });

  it('ignores an older document that comes late', () => {
    const model = after(opened, { type: 'documentChanged', version: 0, document: valid() });
    expect(model).toBe(opened);
  });

  it('shows a chosen binding until the document answers', () => {
    const chosen = { ...binding, index: 'docs' };
    const model = after(opened, { type: 'bindingChosen', binding: chosen });
    expect(visibleNotebook(model)?.binding).toEqual(chosen);
    const failed = after(model, { type: 'failed', message: 'The file is read-only' });
    expect(visibleNotebook(failed)?.binding).toEqual(binding);
  });

  it('keeps and drops runs as the host says', () => {
    const run = { state: 'done', ranAs: query('a'), outcome: hitsOutcome() } as const;
    const ran = after(opened, { type: 'runChanged', cellId: 'a', run });
    expect(ran.runs).toEqual({ a: run });
    expect(after(ran, { type: 'runChanged', cellId: 'a', run: undefined }).runs).toEqual({});
  });
});

function after(model: NotebookModel, ...actions: NotebookAction[]): NotebookModel {
  return actions.reduce(reduceNotebook, model);
}

function cellsOf(model: NotebookModel): readonly Cell[] {
  return visibleNotebook(model)?.cells ?? [];
}
