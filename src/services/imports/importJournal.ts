import { emptyIdDigest, type IdDigest } from '../../model/idDigest.ts';
import type { StateStore } from '../catalog/catalog.ts';
import type { Journal, Tally } from '../transfer/transfer.ts';
import type { ColumnMapping } from './columnMapping.ts';

/** Saves the position of an import in this installation. */
export class ImportJournal implements Journal<number> {
  readonly #state: StateStore;
  readonly #key: string;
  readonly #about: Omit<ImportCheckpoint, 'after' | 'written' | 'leftOut'>;
  tally: Tally;

  constructor(
    state: StateStore,
    key: string,
    about: Omit<ImportCheckpoint, 'after' | 'written' | 'leftOut'>,
    from: ImportCheckpoint | undefined,
  ) {
    this.#state = state;
    this.#key = key;
    this.#about = about;
    this.tally = { written: from?.written ?? emptyIdDigest, leftOut: from?.leftOut ?? 0 };
  }

  async advance(tally: Tally, after: number): Promise<void> {
    this.tally = tally;
    const checkpoint: ImportCheckpoint = { ...this.#about, after, ...tally };
    this.#state.set(this.#key, checkpoint);
  }

  async pause(): Promise<void> {}

  async end(): Promise<void> {}

  /** Deletes the position: the import has ended. */
  forget(): void {
    this.#state.set(this.#key, undefined);
  }
}

/** Position of an import that ended early. */
export type ImportCheckpoint = {
  /** Place of the last record that was written. */
  readonly after: number;
  readonly written: IdDigest;
  readonly leftOut: number;
  readonly mapping: ColumnMapping;
  /** The file as it was. */
  readonly stamp: string;
  readonly rejectFile?: string;
  /** Number of records to write, and of rows that were refused. */
  readonly records: number;
  readonly refused: number;
};

/** Returns the stored position, if it is one. */
export function importCheckpointIn(value: unknown): ImportCheckpoint | undefined {
  const isOne =
    typeof value === 'object' &&
    value !== null &&
    'after' in value &&
    typeof value.after === 'number' &&
    'written' in value &&
    'mapping' in value &&
    'stamp' in value;
  return isOne ? (value as ImportCheckpoint) : undefined;
}
