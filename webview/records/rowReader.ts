import { Failure, isCancelled } from '../../src/common/failure.ts';
import type { RecordsCalls } from '../../src/protocol/records.ts';
import type { RowWindow } from '../shared/grid/virtualRows.ts';
import type { RowStore } from './rowStore.ts';

/** Reads the rows in view. A read whose rows left the view is cancelled. */
export class RowReader {
  readonly #options: RowReaderOptions;
  #wanted: RowWindow = { first: 0, end: 0 };
  #reading: { readonly range: RowWindow; readonly controller: AbortController } | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #hasRead = false;

  constructor(options: RowReaderOptions) {
    this.#options = options;
  }

  get window(): RowWindow {
    return this.#wanted;
  }

  /** Names the rows in view. */
  show(window: RowWindow): void {
    this.#wanted = window;
    clearTimeout(this.#timer);
    // The first rows are not delayed.
    if (this.#hasRead) this.#timer = setTimeout(() => this.read(), pauseMs);
    else this.read();
  }

  /** Reads the rows in view that are missing. */
  read(): void {
    const { rows, generation } = this.#options;
    const missing = rows.missing(this.#wanted.first, this.#wanted.end);
    if (missing === undefined) return;
    const { from, to } = missing;
    const running = this.#reading;
    if (running !== undefined) {
      if (running.range.first <= from && running.range.end >= to) return;
      running.controller.abort();
    }
    const reading = { range: { first: from, end: to }, controller: new AbortController() };
    this.#reading = reading;
    this.#hasRead = true;
    void this.#finish(
      reading,
      this.#options.read({ from, to }, reading.controller.signal),
      generation(),
    );
  }

  /** Cancels the read in progress: its rows belong to an older state. */
  cancel(): void {
    this.#reading?.controller.abort();
    this.#reading = undefined;
  }

  async #finish(
    reading: { readonly range: RowWindow },
    result: ReturnType<ReadRows>,
    startedIn: number,
  ): Promise<void> {
    const { rows, generation, onRows, onFailure } = this.#options;
    try {
      const { rows: read } = await result;
      if (this.#reading !== reading) return;
      this.#reading = undefined;
      if (startedIn !== generation()) return this.read();
      rows.put(reading.range.first, read);
      onRows();
    } catch (error) {
      if (this.#reading === reading) this.#reading = undefined;
      if (!isCancelled(error)) onFailure(Failure.from(error));
    }
  }
}

/** While the user scrolls, rows are requested when the scrolling pauses for this long. */
const pauseMs = 60;

export type ReadRows = (
  range: { readonly from: number; readonly to: number },
  signal: AbortSignal,
) => Promise<RecordsCalls['rows.read']['result']>;

export type RowReaderOptions = {
  readonly rows: RowStore;
  readonly read: ReadRows;
  /** Returns the generation that the view shows; rows of others are dropped. */
  readonly generation: () => number;
  readonly onRows: () => void;
  readonly onFailure: (failure: Failure) => void;
};
