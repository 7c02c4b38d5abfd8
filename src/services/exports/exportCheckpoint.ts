import type { Environment } from '../../model/environment.ts';
import { emptyIdDigest } from '../../model/idDigest.ts';
import type { Journal, Tally } from '../transfer/transfer.ts';
import { startOfIndex, type IndexPosition } from './indexSource.ts';
import type { NamespacesSample } from './sampledSource.ts';

/** Position of an export that ended early, sufficient to go on after a kill. */
export type ExportCheckpoint = Tally &
  LearnedColumns & {
    readonly file: string;
    /** The file under construction, and how much of it is valid. */
    readonly draft: { readonly path: string; readonly sizeBytes: number };
    /** The process that runs the export. */
    readonly pid: number;
    readonly namespaces: readonly string[];
    readonly sample?: NamespacesSample;
    readonly position: IndexPosition;
    readonly readUnits: number;
  };

/** What the records of an export have, for the columns of a table. */
export type LearnedColumns = {
  /** Metadata fields in order of first appearance. */
  readonly fields: readonly string[];
  readonly hasValues: boolean;
  readonly hasSparseValues: boolean;
};

/** What a checkpoint has besides the position. */
export type ExportState = Omit<ExportCheckpoint, 'position' | keyof Tally>;

export type ExportJournalOptions = {
  readonly from?: ExportCheckpoint;
  /** Called when all records up to a position are in the draft; resolves when they are on disk. */
  readonly state: () => Promise<ExportState>;
  readonly save: (checkpoint: ExportCheckpoint | undefined) => void;
};

/** Saves the position of an export after each batch. */
export class ExportJournal implements Journal<IndexPosition> {
  readonly #options: ExportJournalOptions;
  tally: Tally;
  position: IndexPosition;

  constructor(options: ExportJournalOptions) {
    const { from } = options;
    this.#options = options;
    this.tally = { written: from?.written ?? emptyIdDigest, leftOut: from?.leftOut ?? 0 };
    this.position = from?.position ?? startOfIndex;
  }

  async advance(tally: Tally, position: IndexPosition): Promise<void> {
    this.tally = tally;
    this.position = position;
    await this.pause();
  }

  async pause(): Promise<void> {
    const state = await this.#options.state();
    this.#options.save({ ...state, ...this.tally, position: this.position });
  }

  async end(): Promise<void> {}

  /** Deletes the position: there is nothing to go on with. */
  forget(): void {
    this.#options.save(undefined);
  }
}

/** Returns the name under which the position of an export is stored. */
export function exportKey({
  environment,
  index,
  namespace,
}: {
  readonly environment: Environment;
  readonly index: string;
  readonly namespace?: string;
}): string {
  return `export/${JSON.stringify([environment.id, index, namespace ?? null])}`;
}

/** Returns the stored position, if it is one. */
export function exportCheckpointIn(value: unknown): ExportCheckpoint | undefined {
  const isOne =
    typeof value === 'object' &&
    value !== null &&
    'draft' in value &&
    'pid' in value &&
    'position' in value &&
    'written' in value &&
    'fields' in value;
  return isOne ? (value as ExportCheckpoint) : undefined;
}
