import { Failure, isCancelled } from '../../../src/common/failure.ts';
import type { Cell } from '../../../src/model/notebook/cell.ts';
import type { NotebookEdit } from '../../../src/protocol/notebook.ts';

/**
 * Sends edits in order. Typed changes are sent when typing pauses, only in their latest state; other edits are sent
 * immediately, after pending typed changes.
 */
export class EditQueue {
  readonly #send: (edit: NotebookEdit) => Promise<void>;
  readonly #listener: EditListener;
  readonly #pauseMs: number;
  readonly #typed = new Map<string, Cell>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(send: (edit: NotebookEdit) => Promise<void>, listener: EditListener, pauseMs = 300) {
    this.#send = send;
    this.#listener = listener;
    this.#pauseMs = pauseMs;
  }

  /** Stores the latest state of a typed cell. */
  type(cell: Cell): void {
    this.#typed.set(cell.id, cell);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), this.#pauseMs);
  }

  /** Sends pending typed changes. Resolves when all edits so far were applied or failed; never rejects. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    const cells = [...this.#typed.values()];
    this.#typed.clear();
    for (const cell of cells) {
      this.#last = this.#last.then(() => this.#replace(cell));
    }
    await this.#last;
  }

  /** Sends an edit after all pending ones. Rejects if the host could not apply it. */
  push(edit: NotebookEdit): Promise<void> {
    if (edit.edit === 'removeCell') this.#typed.delete(edit.cellId);
    if (edit.edit === 'removeCells') for (const id of edit.cellIds) this.#typed.delete(id);
    void this.flush();
    const done = this.#last.then(() => this.#send(edit));
    this.#last = done.catch(() => undefined);
    return done;
  }

  async #replace(cell: Cell): Promise<void> {
    this.#listener.onSending(cell);
    try {
      await this.#send({ edit: 'replaceCell', cell });
      this.#listener.onSent(cell);
    } catch (error) {
      if (isCancelled(error)) return;
      const failure = Failure.from(error);
      // Failed drafts are sent again with the next flush, unless the user has typed more or the cell is gone.
      const isGone = failure.kind === 'conflict';
      if (!isGone && !this.#typed.has(cell.id)) this.#typed.set(cell.id, cell);
      this.#listener.onNotSent(cell, failure);
    }
  }
}

/** The result of sending a draft. */
export type EditListener = {
  onSending(cell: Cell): void;
  onSent(cell: Cell): void;
  onNotSent(cell: Cell, failure: Failure): void;
};
