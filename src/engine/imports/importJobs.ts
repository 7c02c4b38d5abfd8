import { Failure, isCancelled } from '../../common/failure.ts';
import type { Log } from '../../common/log.ts';
import type { RpcClient } from '../../common/rpc.ts';
import { jobFailure } from '../jobs/jobFailure.ts';
import type { StoredImport } from '../store/importTable.ts';
import type { StoreCalls } from '../store/storeCalls.ts';
import { findSources, pathOfUri } from './importSources.ts';
import { runImport } from './runImport.ts';

type Running = { state: StoredImport; readonly stop: AbortController };

export type ImportOrder = {
  readonly index: string;
  readonly uri: string;
  readonly skipsBadRows: boolean;
};

export type ImportDeps = {
  readonly store: RpcClient<StoreCalls>;
  readonly log: Log;
  /** Keeps the engine from ending for want of requests. */
  readonly keepBusy: (work: Promise<void>) => void;
};

/** Imports of files, which go on after their request was answered. Their state is kept with the index. */
export class ImportJobs {
  readonly #deps: ImportDeps;
  readonly #running = new Map<string, Running>();

  constructor(deps: ImportDeps) {
    this.#deps = deps;
  }

  /** Begins one. Throws `badInput` and `notFound` where there is nothing to import. */
  async start(order: ImportOrder): Promise<StoredImport> {
    const { store, keepBusy } = this.#deps;
    const sources = await findSources(pathOfUri(order.uri));
    const state = await store.call('import.create', {
      index: order.index,
      uri: order.uri,
      status: 'InProgress',
      createdAt: new Date().toISOString(),
      percentComplete: 0,
      recordsImported: 0,
    });
    const running: Running = { state, stop: new AbortController() };
    this.#running.set(keyOf(order.index, state.id), running);
    keepBusy(this.#run(order, sources, running));
    return state;
  }

  /** The oldest first. */
  async list(index: string): Promise<readonly StoredImport[]> {
    const stored = await this.#deps.store.call('import.list', { index });
    return stored.map((one) => this.#now(index, one));
  }

  /** Throws `notFound`. */
  async get(index: string, id: string): Promise<StoredImport> {
    return this.#now(index, await this.#deps.store.call('import.get', { index, id }));
  }

  /** Resolves once it is asked to stop: what was written stays. One that is over stays as it is. Throws `notFound`. */
  async cancel(index: string, id: string): Promise<void> {
    await this.get(index, id);
    this.#running.get(keyOf(index, id))?.stop.abort();
  }

  #now(index: string, stored: StoredImport): StoredImport {
    const running = this.#running.get(keyOf(index, stored.id));
    if (running !== undefined) return running.state;
    if (stored.status !== 'InProgress') return stored;
    const error =
      'The engine ended before the import did: start it again, records that are there are replaced';
    return { ...stored, status: 'Failed', error };
  }

  /** Never rejects. */
  async #run(
    order: ImportOrder,
    sources: Awaited<ReturnType<typeof findSources>>,
    running: Running,
  ): Promise<void> {
    const { store, log } = this.#deps;
    const { signal } = running.stop;
    const { index: name, skipsBadRows } = order;
    const onProgress = (recordsImported: number, share: number): void => {
      running.state = { ...running.state, recordsImported, percentComplete: 100 * share };
    };
    let outcome: Pick<StoredImport, 'status' | 'error'> = { status: 'Completed' };
    try {
      const index = await store.call('index.describe', { name });
      await runImport({ store, index, sources, skipsBadRows, signal, onProgress });
    } catch (error) {
      outcome = isCancelled(error)
        ? { status: 'Cancelled' }
        : { status: 'Failed', error: jobFailure(error, `Importing into “${name}”`, log).message };
    }
    running.state = { ...running.state, ...outcome, finishedAt: new Date().toISOString() };
    try {
      await store.call('import.save', { index: name, ...running.state });
    } catch (error) {
      // The index was deleted meanwhile, or the engine ends: nobody will ask for it.
      if (!Failure.is(error, 'notFound') && !isCancelled(error))
        jobFailure(error, `Keeping how an import into “${name}” ended`, log);
    }
    this.#running.delete(keyOf(name, running.state.id));
  }
}

/** Neither part holds a slash. */
function keyOf(index: string, id: string): string {
  return `${index}/${id}`;
}
