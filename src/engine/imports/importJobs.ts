import { Failure, isCancelled } from '../../common/failure.ts';
import type { Log } from '../../common/log.ts';
import type { RpcClient } from '../../common/rpc.ts';
import { jobFailure } from '../workers/jobFailure.ts';
import type { StoredImport } from '../storage/importJobTable.ts';
import type { StoreCalls } from '../store/storeCalls.ts';
import { ImportCheckpoints, type ImportCheckpoint } from './importCheckpoints.ts';
import { findSources, pathOfUri, type FoundSources } from './importSources.ts';
import { runImport } from './runImport.ts';

/**
 * Runs imports of files in the background and resumes them when the engine restarts. Their state is stored with the
 * index.
 */
export class ImportJobs {
  readonly #deps: ImportDeps;
  readonly #checkpoints: ImportCheckpoints;
  readonly #running = new Map<string, Running>();
  readonly #resumed: Promise<void>;

  /** Resumes the imports that an earlier engine did not finish. */
  constructor(deps: ImportDeps) {
    this.#deps = deps;
    this.#checkpoints = new ImportCheckpoints(deps.dataFolder);
    this.#resumed = this.#resume();
  }

  /** Starts an import. Throws `badInput` and `notFound` if there is nothing to import. */
  async start({ index, uri, skipsBadRows }: ImportRequest): Promise<StoredImport> {
    const { store, log } = this.#deps;
    const found = await findSources(pathOfUri(uri));
    const { skipped } = found;
    if (skipped.length > 0) log.info(`the import of ${uri} skips ${skipped.length} hidden files`);
    const state = await store.call('import.create', {
      index,
      uri,
      status: 'InProgress',
      createdAt: new Date().toISOString(),
      percentComplete: 0,
      recordsImported: 0,
      ...(skipped.length === 0 ? {} : { filesSkipped: skipped.slice(0, maxNamedFiles) }),
    });
    const checkpoint = await this.#countStart({
      index,
      id: state.id,
      uri,
      skipsBadRows,
      starts: 0,
    });
    this.#startJob(checkpoint, state, async () => found);
    return state;
  }

  /** Returns all imports of an index, oldest first. */
  async list(index: string): Promise<readonly StoredImport[]> {
    await this.#resumed;
    const stored = await this.#deps.store.call('import.list', { index });
    return stored.map((one) => this.#currentState(index, one));
  }

  /** Returns one import. Throws `notFound`. */
  async get(index: string, id: string): Promise<StoredImport> {
    await this.#resumed;
    return this.#currentState(index, await this.#deps.store.call('import.get', { index, id }));
  }

  /**
   * Requests the import to stop; resolves before it has stopped. Written records remain. A finished import stays as
   * it is. Throws `notFound`.
   */
  async cancel(index: string, id: string): Promise<void> {
    await this.get(index, id);
    this.#running.get(keyOf(index, id))?.stop.abort();
  }

  /**
   * Cancels all imports of a deleted index. Resolves when they have finished, so that a new index of the same name
   * gets none of their records.
   */
  async end(index: string): Promise<void> {
    await this.#resumed;
    const ending = [...this.#running.values()].filter((one) => one.index === index);
    for (const { stop } of ending) stop.abort();
    await Promise.all(ending.map(({ finished }) => finished));
  }

  #currentState(index: string, stored: StoredImport): StoredImport {
    const running = this.#running.get(keyOf(index, stored.id));
    if (running !== undefined) return running.state;
    if (stored.status !== 'InProgress') return stored;
    const error =
      'The engine stopped before the import finished: start it again, existing records are replaced';
    return { ...stored, status: 'Failed', error };
  }

  /** Never rejects. */
  async #resume(): Promise<void> {
    const { store, log } = this.#deps;
    for (const checkpoint of await this.#foundCheckpoints()) {
      try {
        const state = await store.call('import.get', {
          index: checkpoint.index,
          id: checkpoint.id,
        });
        if (state.status !== 'InProgress') throw new Failure('notFound', 'It is finished');
        if (checkpoint.starts >= maxCrashes) {
          await this.#failAfterCrashes(checkpoint, state);
          continue;
        }
        log.info(`resuming the import ${checkpoint.id} into “${checkpoint.index}”`);
        this.#startJob(await this.#countStart(checkpoint), state, () =>
          findSources(pathOfUri(checkpoint.uri)),
        );
      } catch (error) {
        // The index may be damaged now and restored later.
        if (Failure.is(error, 'notFound')) await this.#removeCheckpoint(checkpoint);
      }
    }
  }

  /** Returns all checkpoints, or none if they cannot be read. */
  async #foundCheckpoints(): Promise<readonly ImportCheckpoint[]> {
    try {
      return await this.#checkpoints.all();
    } catch (error) {
      jobFailure(error, 'Finding interrupted imports', this.#deps.log);
      return [];
    }
  }

  /** Counts this start of the import on disk before any work begins. */
  async #countStart(checkpoint: ImportCheckpoint): Promise<ImportCheckpoint> {
    const counted = { ...checkpoint, starts: checkpoint.starts + 1 };
    await this.#checkpoints.save(counted);
    return counted;
  }

  async #failAfterCrashes(checkpoint: ImportCheckpoint, state: StoredImport): Promise<void> {
    const error = `The engine crashed ${maxCrashes} times during this import, so it is not resumed. Start it again if its files are not the cause: existing records are replaced`;
    const { recordsImported = 0, recordsRefused = 0 } = checkpoint.position ?? {};
    const finishedAt = new Date().toISOString();
    const failed = { ...state, recordsImported, recordsRefused, error, finishedAt };
    this.#deps.log.warn(`the import ${checkpoint.id} into “${checkpoint.index}” is not resumed`);
    await this.#saveOutcome(checkpoint.index, { ...failed, status: 'Failed' });
    await this.#removeCheckpoint(checkpoint);
  }

  #startJob(
    checkpoint: ImportCheckpoint,
    state: StoredImport,
    findAll: () => Promise<FoundSources>,
  ): void {
    const { index, id } = checkpoint;
    const running: Running = {
      state,
      index,
      stop: new AbortController(),
      finished: Promise.resolve(),
    };
    this.#running.set(keyOf(index, id), running);
    running.finished = this.#run(checkpoint, running, findAll);
    this.#deps.keepBusy(running.finished);
  }

  /** Never rejects. */
  async #run(
    checkpoint: ImportCheckpoint,
    running: Running,
    findAll: () => Promise<FoundSources>,
  ): Promise<void> {
    const { store, log } = this.#deps;
    const { index: name, id, skipsBadRows, position: from } = checkpoint;
    const { signal } = running.stop;
    let latest = checkpoint;
    let outcome: Pick<StoredImport, 'status' | 'error'> = { status: 'Completed' };
    try {
      const { sources } = await findAll();
      const index = await store.call('index.describe', { name });
      const options = { store, index, sources, from, skipsBadRows, signal };
      await runImport({
        ...options,
        onProgress: ({ share, ...counts }) => {
          running.state = { ...running.state, ...counts, percentComplete: 100 * share };
        },
        onPosition: (position) => {
          latest = { ...checkpoint, position };
          return this.#checkpoints.save(latest);
        },
      });
    } catch (error) {
      if (isCancelled(error) && !signal.aborted) return await this.#suspend(latest);
      outcome = isCancelled(error)
        ? { status: 'Cancelled' }
        : { status: 'Failed', error: jobFailure(error, `Importing into “${name}”`, log).message };
    }
    running.state = { ...running.state, ...outcome, finishedAt: new Date().toISOString() };
    await this.#saveOutcome(name, running.state);
    await this.#removeCheckpoint(checkpoint);
    this.#running.delete(keyOf(name, id));
  }

  /**
   * Saves the checkpoint when the engine stops normally, which does not count as a crash. The next engine resumes
   * the import.
   */
  async #suspend(checkpoint: ImportCheckpoint): Promise<void> {
    try {
      await this.#checkpoints.save({ ...checkpoint, starts: checkpoint.starts - 1 });
    } catch (error) {
      jobFailure(
        error,
        `Suspending the import ${checkpoint.id} into “${checkpoint.index}”`,
        this.#deps.log,
      );
    }
  }

  async #saveOutcome(name: string, state: StoredImport): Promise<void> {
    try {
      await this.#deps.store.call('import.save', { index: name, ...state });
    } catch (error) {
      // The index was deleted, or the engine is stopping: nobody reads the state.
      if (!Failure.is(error, 'notFound') && !isCancelled(error))
        jobFailure(error, `Saving the outcome of an import into “${name}”`, this.#deps.log);
    }
  }

  async #removeCheckpoint(checkpoint: ImportCheckpoint): Promise<void> {
    try {
      await this.#checkpoints.remove(checkpoint);
    } catch (error) {
      jobFailure(
        error,
        `Deleting the checkpoint of the import ${checkpoint.id} into “${checkpoint.index}”`,
        this.#deps.log,
      );
    }
  }
}

/** An import is not resumed after this many crashes of the engine, because its files may be the cause. */
const maxCrashes = 2;

/** The number of skipped files that an import names. */
const maxNamedFiles = 100;

type Running = {
  state: StoredImport;
  readonly index: string;
  readonly stop: AbortController;
  /** Resolves when the import has finished. Never rejects. */
  finished: Promise<void>;
};

/** A request to import files into an index. */
export type ImportRequest = {
  readonly index: string;
  readonly uri: string;
  readonly skipsBadRows: boolean;
};

export type ImportDeps = {
  readonly store: RpcClient<StoreCalls>;
  readonly dataFolder: string;
  readonly log: Log;
  /** Prevents the engine from stopping while idle until the promise settles. */
  readonly keepBusy: (work: Promise<void>) => void;
};

/** Neither part contains a slash. */
function keyOf(index: string, id: string): string {
  return `${index}/${id}`;
}
