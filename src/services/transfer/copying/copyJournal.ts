import { emptyIdDigest, type IdDigest } from '../../../model/idDigest.ts';
import type { StateStore } from '../../catalog/catalog.ts';
import type { CopyMode } from '../copySource.ts';
import type { Journal, Tally } from '../transfer.ts';
import type { CopyPart } from './copyTransform.ts';

/** Saves the position of a copy in this installation. */
export class CopyJournal implements Journal<string> {
  readonly #state: StateStore;
  readonly #key: string;
  readonly #about: CopySettings;
  tally: Tally;

  constructor(
    state: StateStore,
    key: string,
    about: CopySettings,
    from: CopyCheckpoint | undefined,
  ) {
    this.#state = state;
    this.#key = key;
    this.#about = about;
    this.tally = { written: from?.written ?? emptyIdDigest, leftOut: from?.leftOut ?? 0 };
  }

  async advance(tally: Tally, after: string): Promise<void> {
    this.tally = tally;
    const checkpoint: CopyCheckpoint = { ...this.#about, after, ...tally };
    this.#state.set(this.#key, checkpoint);
  }

  async pause(): Promise<void> {}

  async end(): Promise<void> {}

  /** Deletes the position: the copy has ended. */
  forget(): void {
    this.#state.set(this.#key, undefined);
  }
}

type CopySettings = {
  readonly mode: CopyMode;
  readonly part?: CopyPart;
  readonly canUndo?: boolean;
};

/** Position of a copy that ended early. */
export type CopyCheckpoint = CopySettings & {
  readonly after: string;
  readonly written: IdDigest;
  readonly leftOut: number;
};

/** Whether a stored value is the position of a copy. */
export function isCopyCheckpoint(value: unknown): value is CopyCheckpoint {
  return (
    typeof value === 'object' &&
    value !== null &&
    'after' in value &&
    typeof value.after === 'string' &&
    'mode' in value &&
    'written' in value
  );
}
