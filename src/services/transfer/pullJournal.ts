import { tagsOfTwin } from '../../model/twin.ts';
import type { TwinClient } from '../../pinecone/twinClient.ts';
import {
  checkpointNote,
  encodeCheckpoint,
  idNoteName,
  idNotesOf,
  twinAt,
  type Checkpoint,
  type Listing,
} from './checkpoint.ts';
import type { Journal, Tally } from './transfer.ts';

/** Saves the state of a pull as notes in the engine, so that any window can resume it. */
export class PullJournal implements Journal<PullPosition> {
  readonly #options: PullJournalOptions;
  #checkpoint: Checkpoint;

  constructor(options: PullJournalOptions) {
    this.#options = options;
    this.#checkpoint = options.checkpoint;
  }

  get checkpoint(): Checkpoint {
    return this.#checkpoint;
  }

  get tally(): Tally {
    return { written: this.#checkpoint.written, leftOut: this.#checkpoint.unfit };
  }

  advance({ written, leftOut }: Tally, position: PullPosition, signal: AbortSignal): Promise<void> {
    return this.#save({ ...position, written, unfit: leftOut }, signal);
  }

  pause(signal: AbortSignal): Promise<void> {
    return this.#save({}, signal);
  }

  end(isComplete: boolean, signal: AbortSignal): Promise<void> {
    const state = isComplete ? 'complete' : 'incomplete';
    return this.#save({ state }, signal, this.#options.now());
  }

  /** Records how far a sample's ids are listed; saved with the sample. */
  listed(listing: Listing): void {
    this.#checkpoint = { ...this.#checkpoint, listing };
  }

  async noteSample(ids: readonly string[], signal: AbortSignal): Promise<void> {
    const notes = idNotesOf(ids);
    for (const [number, value] of notes.entries())
      await this.#note(idNoteName(number), value, signal);
    await this.#save({ idNotes: notes.length }, signal);
  }

  /** Returns the saved ids of the sample. */
  async sampleIds(signal: AbortSignal): Promise<readonly string[]> {
    const { twins, index } = this.#options;
    const ids: string[] = [];
    for (let number = 0; number < this.#checkpoint.idNotes; number++) {
      const note = await twins.readNote(index, idNoteName(number), signal);
      for (const id of Array.isArray(note) ? (note as unknown[]) : [])
        if (typeof id === 'string') ids.push(id);
    }
    return ids;
  }

  async #save(
    changes: Partial<Checkpoint>,
    signal: AbortSignal,
    endedAtMs?: number,
  ): Promise<void> {
    const readUnits = this.#options.readUnits();
    const checkpoint = { ...this.#checkpoint, ...changes, readUnits };
    const tags = endedAtMs === undefined ? undefined : tagsOfTwin(twinAt(checkpoint, endedAtMs));
    await this.#note(checkpointNote, encodeCheckpoint(checkpoint), signal, tags);
    this.#checkpoint = checkpoint;
  }

  #note(
    name: string,
    value: unknown,
    signal: AbortSignal,
    tags?: Readonly<Record<string, string>>,
  ): Promise<void> {
    const { twins, index } = this.#options;
    return twins.saveNote(index, { name, value, ...(tags === undefined ? {} : { tags }) }, signal);
  }
}

export type PullPosition = { readonly listing: Listing } | { readonly place: number };

export type PullJournalOptions = {
  readonly twins: Pick<TwinClient, 'saveNote' | 'readNote'>;
  /** The index being filled. */
  readonly index: string;
  readonly checkpoint: Checkpoint;
  readonly readUnits: () => number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
};
