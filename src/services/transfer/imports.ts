import { localEnvironment } from '../../model/environment.ts';
import type { ImportState } from '../../model/importState.ts';
import type { IndexClient } from '../../pinecone/pineconeClient.ts';
import type { TwinClient } from '../../pinecone/twinClient.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { Connections } from '../environments/connections.ts';
import { FileImport } from './fileImport.ts';
import { ProgressMeter, type TransferProgress } from './progressMeter.ts';
import { runTransfer, type TransferOutcome } from './transfer.ts';

/** Imports local files into local indexes. */
export class Imports {
  readonly #deps: ImportsDeps;

  constructor(deps: ImportsDeps) {
    this.#deps = deps;
  }

  /** Runs an import and returns how it ended. Throws if it cannot start. */
  async run(
    { index, uri, skipsBadRecords, ...earlier }: ImportRequest,
    { signal, onProgress }: ImportOptions,
  ): Promise<ImportOutcome> {
    const { catalog, openTwins, now, pollMs = 300 } = this.#deps;
    const { imports } = await this.#open(index, signal);
    const mark = earlier.mark ?? (await (await openTwins(signal)).mark(index, signal));
    const meter = new ProgressMeter({ onProgress, now });
    const transfer = new FileImport({ imports, uri, skipsBadRecords, meter, pollMs });
    try {
      const end = await runTransfer(transfer, signal);
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

  /** Returns how many records added to an index after a mark still exist. */
  async countAdded(index: string, mark: number, signal: AbortSignal): Promise<number> {
    let count = 0;
    for await (const ids of this.#addedAfter(index, mark, signal)) count += ids.length;
    return count;
  }

  /** Deletes the records added to an index after a mark; resolves with their number. */
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
        meter.report('reading', removed, of);
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
    const client = await connections.openForWriting(localEnvironment, signal);
    const { host } = await catalog.index(localEnvironment, index, signal);
    return client.index(host);
  }
}

export type ImportsDeps = {
  readonly connections: Pick<Connections, 'openForWriting'>;
  readonly openTwins: (signal: AbortSignal) => Promise<Pick<TwinClient, 'mark' | 'addedAfter'>>;
  readonly catalog: Pick<Catalog, 'index' | 'invalidate'>;
  /** Clock in milliseconds. */
  readonly now: () => number;
  /** Interval between two state requests of an import. */
  readonly pollMs?: number;
};

export type ImportRequest = {
  /** A local index. */
  readonly index: string;
  /** A `file:` URI of a file or folder. */
  readonly uri: string;
  /** Whether to skip records that cannot be read; otherwise the first one ends the import. */
  readonly skipsBadRecords: boolean;
  /** Mark of the earlier import that this one resumes. */
  readonly mark?: number;
};

export type ImportOptions = {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: TransferProgress) => void;
};

/** How an import ended. `imported` records are in the index and stay there. */
export type ImportOutcome = (
  | TransferOutcome
  /** A file or record could not be read. */
  | { readonly state: 'failed'; readonly error: string }
) &
  Pick<ImportState, 'imported' | 'refused'> & {
    /** Position in the index: records added by the import come after it. */
    readonly mark: number;
  };
