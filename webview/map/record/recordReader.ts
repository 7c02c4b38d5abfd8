import { Failure } from '../../../src/common/failure.ts';
import type { Disposable } from '../../../src/common/disposables.ts';
import type { PointDetails } from '../../../src/protocol/map.ts';

/** Reads the details of one record at a time; a newer request cancels the older one. */
export class RecordReader implements Disposable {
  readonly #read: (id: string, signal: AbortSignal) => Promise<PointDetails>;
  readonly #onChange: () => void;
  #state: RecordState = { state: 'none' };
  #reading = new AbortController();

  constructor(
    read: (id: string, signal: AbortSignal) => Promise<PointDetails>,
    onChange: () => void,
  ) {
    this.#read = read;
    this.#onChange = onChange;
  }

  get state(): RecordState {
    return this.#state;
  }

  /** Clears the record. */
  clear(): void {
    this.#reading.abort();
    this.#state = { state: 'none' };
  }

  /** Resolves when the record or its failure is shown. */
  async show(id: string): Promise<void> {
    this.#reading.abort();
    const reading = new AbortController();
    this.#reading = reading;
    this.#state = { state: 'waiting', id };
    this.#onChange();
    try {
      const details = await this.#read(id, reading.signal);
      this.#state = { state: 'shown', id, details };
    } catch (error) {
      if (reading.signal.aborted) return;
      this.#state = { state: 'failed', id, message: Failure.from(error).message };
    }
    this.#onChange();
  }

  dispose(): void {
    this.#reading.abort();
  }
}

/** The state of the record panel. `waiting` until the host has answered. */
export type RecordState =
  | { readonly state: 'none' }
  | { readonly state: 'waiting'; readonly id: string }
  | { readonly state: 'shown'; readonly id: string; readonly details: PointDetails }
  | { readonly state: 'failed'; readonly id: string; readonly message: string };
