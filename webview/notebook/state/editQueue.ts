import { Failure, isCancelled } from '../../../src/common/failure.ts';
import type { Cell } from '../../../src/model/notebook/cell.ts';
import type { NotebookEdit } from '../../../src/protocol/notebook.ts';

/** What becomes of a typed cell on its way into the document. */
export type EditListener = {
  onSending(cell: Cell): void;
  onSent(cell: Cell): void;
  onNotSent(cell: Cell, failure: Failure): void;
};

/**
 * Sends edits one after the other. What is typed waits until the typing pauses, and only its newest state is sent;
 * other edits go at once, behind what was typed before them.
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

  /** Remembers the newest state of a cell. */
  type(cell: Cell): void {
    this.#typed.set(cell.id, cell);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), this.#pauseMs);
  }

  /** Sends what was typed; resolves when everything so far has reached the document or failed. Never rejects. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    const cells = [...this.#typed.values()];
    this.#typed.clear();
    for (const cell of cells) {
      this.#last = this.#last.then(() => this.#replace(cell));
    }
    await this.#last;
  }

  /** Sends an edit behind all others; rejects if the host could not make it. */
  push(edit: NotebookEdit): Promise<void> {
    if (edit.edit === 'removeCell') this.#typed.delete(edit.cellId);
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
      // The next flush tries again, unless the user has typed on or the cell has gone.
      const isGone = failure.kind === 'conflict';
      if (!isGone && !this.#typed.has(cell.id)) this.#typed.set(cell.id, cell);
      this.#listener.onNotSent(cell, failure);
    }
  }
}
