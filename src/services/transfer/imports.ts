import { localEnvironment } from '../../model/environment.ts';
import type { ImportState } from '../../model/importState.ts';
import type { IndexClient } from '../../pinecone/pineconeClient.ts';
import type { TwinClient } from '../../pinecone/twinClient.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { Connections } from '../environments/connections.ts';
import { FileImport } from './fileImport.ts';
import { ProgressMeter, type TransferProgress } from './progress.ts';
import { carryOut, type TransferEnd } from './transfer.ts';

export type ImportsDeps = {
  readonly connections: Pick<Connections, 'open'>;
  readonly openTwins: (signal: AbortSignal) => Promise<Pick<TwinClient, 'mark' | 'addedAfter'>>;
  readonly catalog: Pick<Catalog, 'index' | 'invalidate'>;
  /** Milliseconds. */
  readonly now: () => number;
  /** How often an import is asked how far it is. */
  readonly pollMs?: number;
};

export type ImportOrder = {
  /** An index on this machine. */
  readonly index: string;
  /** A `file:` address of a file or a folder. */
  readonly uri: string;
  /** Whether records that cannot be read are left out; otherwise the first of them ends it. */
  readonly skipsBadRecords: boolean;
  /** The mark of an earlier import that this one goes on with. */
  readonly mark?: number;
};

export type ImportOptions = {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: TransferProgress) => void;
};

/** How an import has ended; `imported` records are in the index, and stay. */
export type ImportOutcome = (
  | TransferEnd
  /** By a record that cannot be read, or a file. */
  | { readonly state: 'failed'; readonly error: string }
) &
  Pick<ImportState, 'imported' | 'refused'> & {
    /** Behind it are the records that were added since the import began. */
    readonly mark: number;
  };

/** Brings files of this machine into indexes on it. */
export class Imports {
  readonly #deps: ImportsDeps;

  constructor(deps: ImportsDeps) {
    this.#deps = deps;
  }

  /** Resolves with how it ended. Throws where it cannot begin. */
  async run(
    { index, uri, skipsBadRecords, ...earlier }: ImportOrder,
    { signal, onProgress }: ImportOptions,
  ): Promise<ImportOutcome> {
    const { catalog, openTwins, now, pollMs = 300 } = this.#deps;
    const { imports } = await this.#open(index, signal);
    const mark = earlier.mark ?? (await (await openTwins(signal)).mark(index, signal));
    const meter = new ProgressMeter({ onProgress, now });
    const transfer = new FileImport({ imports, uri, skipsBadRecords, meter, pollMs });
    try {
      const end = await carryOut(transfer, signal);
      const { imported, refused } = transfer.state;
      return { ...end, imported, refused, mark };
    } catch (error) {
      const { state, imported, refused, error: reason = '' } = transfer.state;
      if (state !== 'failed') throw error;
      return { state, error: reason, imported, refused, mark };
    } finally {
      catalog.invalidate(localEnvironment.id);
    }
  }

  /** How many records were added to an index since a mark, and are still there. */
  async countAdded(index: string, mark: number, signal: AbortSignal): Promise<number> {
    let count = 0;
    for await (const ids of this.#addedAfter(index, mark, signal)) count += ids.length;
    return count;
  }

  /** Deletes the records that were added to an index since a mark; resolves with how many that were. */
  async removeAdded(
    index: string,
    mark: number,
    { signal, onProgress }: ImportOptions,
  ): Promise<number> {
    const of = await this.countAdded(index, mark, signal);
    const records = await this.#open(index, signal);
    const meter = new ProgressMeter({ onProgress, now: this.#deps.now });
    let removed = 0;
    try {
      for await (const added of this.#addedAfter(index, mark, signal)) {
        for (const [namespace, some] of Map.groupBy(added, (one) => one.namespace))
          await records.delete({ namespace, ids: some.map(({ id }) => id) }, signal);
        removed += added.length;
        meter.tell('reading', removed, of);
      }
      return removed;
    } finally {
      this.#deps.catalog.invalidate(localEnvironment.id);
    }
  }

  async *#addedAfter(
    index: string,
    mark: number,
    signal: AbortSignal,
  ): AsyncGenerator<readonly { readonly id: string; readonly namespace: string }[], void> {
    const twins = await this.#deps.openTwins(signal);
    for (;;) {
      const page = await twins.addedAfter(index, mark, signal);
      if (page.records.length === 0) return;
      yield page.records;
      ({ mark } = page);
    }
  }

  async #open(index: string, signal: AbortSignal): Promise<IndexClient> {
    const { connections, catalog } = this.#deps;
    const client = await connections.open(localEnvironment, signal);
    const { host } = await catalog.index(localEnvironment, index, signal);
    return client.index(host);
  }
}
