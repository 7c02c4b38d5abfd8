import { Failure, isCancelled } from '../../../src/common/failure.ts';
import type { Hit } from '../../../src/model/hit.ts';
import type { RecordDetails } from '../../../src/protocol/recordPane.ts';
import type { Neighbours } from './neighbourList.tsx';

/** Reads the record of the reading pane and its neighbours; a newer request cancels the older one. */
export class RecordReading {
  readonly #options: RecordReadingOptions;
  #record: ReadRecord = { at: 'none' };
  #neighbours: Neighbours = { at: 'reading' };
  #reading = new AbortController();

  constructor(options: RecordReadingOptions) {
    this.#options = options;
  }

  get record(): ReadRecord {
    return this.#record;
  }

  get neighbours(): Neighbours {
    return this.#neighbours;
  }

  get id(): string | undefined {
    return this.#record.at === 'none' ? undefined : this.#record.id;
  }

  close(): void {
    this.#reading.abort();
    this.#record = { at: 'none' };
    this.#options.onChange();
  }

  /** Resolves when the record or its failure is shown. The previous contents of the same record stay until then. */
  async open(id: string): Promise<void> {
    const { read, neighboursHint, onChange } = this.#options;
    this.#reading.abort();
    const reading = new AbortController();
    this.#reading = reading;
    const isSame = this.#record.at === 'read' && this.#record.id === id;
    if (!isSame) this.#record = { at: 'reading', id };
    onChange();
    try {
      const record = await read(id, reading.signal);
      if (reading.signal.aborted) return;
      this.#record = { at: 'read', id, record };
      const hint = neighboursHint();
      if (hint === undefined) void this.findNeighbours();
      else if (!isSame) this.#neighbours = { at: 'offered', hint };
    } catch (error) {
      if (reading.signal.aborted || isCancelled(error)) return;
      this.#record = { at: 'failed', id, message: Failure.from(error).message };
    }
    onChange();
  }

  async findNeighbours(): Promise<void> {
    const { near, onChange } = this.#options;
    const { id } = this;
    if (id === undefined) return;
    const { signal } = this.#reading;
    this.#neighbours = { at: 'reading' };
    onChange();
    try {
      const hits = await near(id, signal);
      if (signal.aborted) return;
      this.#neighbours = { at: 'read', hits };
    } catch (error) {
      if (signal.aborted) return;
      this.#neighbours = { at: 'failed', message: Failure.from(error).message };
    }
    onChange();
  }
}

export type ReadRecord =
  | { readonly at: 'none' }
  | { readonly at: 'reading'; readonly id: string }
  | { readonly at: 'read'; readonly id: string; readonly record: RecordDetails }
  | { readonly at: 'failed'; readonly id: string; readonly message: string };

export type RecordReadingOptions = {
  readonly read: (id: string, signal: AbortSignal) => Promise<RecordDetails>;
  readonly near: (id: string, signal: AbortSignal) => Promise<readonly Hit[]>;
  /** Returns why neighbours wait for a click; undefined if they are read at once. */
  readonly neighboursHint: () => string | undefined;
  readonly onChange: () => void;
};
