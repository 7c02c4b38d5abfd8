import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Failure } from '../../../../../src/common/failure.ts';
import type { NotebookEdit } from '../../../../../src/protocol/notebook.ts';
import { EditQueue } from '../../../../../webview/notebook/state/editQueue.ts';
import { binding, query } from '../fixtures.ts';

describe('EditQueue', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('sends only the newest state, when the typing pauses', async () => {
    const { queue, sent } = makeQueue();
    queue.type(query('a', { filter: '1' }));
    await vi.advanceTimersByTimeAsync(299);
    queue.type(query('a', { filter: '2' }));
    await vi.advanceTimersByTimeAsync(299);
    expect(sent).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(sent).toEqual([replace('a', '2')]);
  });

  it('sends all typed cells at once when flushed, and nothing a second time', async () => {
    const { queue, sent } = makeQueue();
    queue.type(query('a', { filter: '1' }));
    queue.type(query('b', { filter: '2' }));
    await queue.flush();
    await vi.advanceTimersByTimeAsync(1000);
    expect(sent).toEqual([replace('a', '1'), replace('b', '2')]);
  });

  it('puts other edits behind what was typed before them', async () => {
    const { queue, sent } = makeQueue();
    queue.type(query('a', { filter: '1' }));
    await queue.push({ edit: 'setBinding', binding });
    expect(sent).toEqual([replace('a', '1'), { edit: 'setBinding', binding }]);
  });

  it('waits for one edit before it sends the next', async () => {
    const first = Promise.withResolvers<void>();
    const { queue, sent } = makeQueue((edit) =>
      edit.edit === 'moveCell' ? first.promise : Promise.resolve(),
    );
    const both = [
      queue.push({ edit: 'moveCell', cellId: 'a', to: 1 }),
      queue.push({ edit: 'removeCell', cellId: 'b' }),
    ];
    await vi.advanceTimersByTimeAsync(0);
    expect(sent.map(({ edit }) => edit)).toEqual(['moveCell']);
    first.resolve();
    await Promise.all(both);
    expect(sent.map(({ edit }) => edit)).toEqual(['moveCell', 'removeCell']);
  });

  it('sends nothing for a cell that is being removed', async () => {
    const { queue, sent } = makeQueue();
    queue.type(query('a', { filter: '1' }));
    await queue.push({ edit: 'removeCell', cellId: 'a' });
    expect(sent).toEqual([{ edit: 'removeCell', cellId: 'a' }]);
  });

  it('tells of a failure, goes on, and tries the same text again with the next flush', async () => {
    let isReadOnly = true;
    const { queue, sent, failures } = makeQueue(() =>
      isReadOnly
        ? Promise.reject(new Failure('forbidden', 'The file is read-only'))
        : Promise.resolve(),
    );
    queue.type(query('a', { filter: '1' }));
    await queue.flush();
    isReadOnly = false;
    await queue.flush();
    await queue.flush();
    expect([failures, sent]).toEqual([
      ['The file is read-only'],
      [replace('a', '1'), replace('a', '1')],
    ]);
  });

  it('does not try again for a cell that has gone', async () => {
    const { queue, sent } = makeQueue(() =>
      Promise.reject(new Failure('conflict', 'This cell is no longer in the file')),
    );
    queue.type(query('a', { filter: '1' }));
    await queue.flush();
    await queue.flush();
    expect(sent).toHaveLength(1);
  });

  it('rejects an edit that could not be made, and makes the next', async () => {
    const { queue } = makeQueue((edit) =>
      edit.edit === 'removeCell' ? Promise.reject(new Error('gone')) : Promise.resolve(),
    );
    await expect(queue.push({ edit: 'removeCell', cellId: 'a' })).rejects.toThrow('gone');
    await expect(queue.push({ edit: 'setBinding', binding })).resolves.toBeUndefined();
  });
});

function makeQueue(answer: (edit: NotebookEdit) => Promise<void> = () => Promise.resolve()) {
  const sent: NotebookEdit[] = [];
  const failures: string[] = [];
  const queue = new EditQueue(
    (edit) => {
      sent.push(edit);
      return answer(edit);
    },
    {
      onSending() {},
      onSent() {},
      onNotSent: (_, { message }) => void failures.push(message),
    },
  );
  return { queue, sent, failures };
}

function replace(id: string, filter: string): NotebookEdit {
  return { edit: 'replaceCell', cell: query(id, { filter }) };
}
