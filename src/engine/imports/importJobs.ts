import { Failure, isCancelled } from '../../common/failure.ts';
import type { Log } from '../../common/log.ts';
import type { RpcClient } from '../../common/rpc.ts';
import { jobFailure } from '../workers/jobFailure.ts';
import type { StoredImport } from '../storage/importTable.ts';
import type { StoreCalls } from '../store/storeCalls.ts';
import { ImportCheckpoints, type ImportCheckpoint } from './importCheckpoints.ts';
import { findSources, pathOfUri, type FoundSources } from './importSources.ts';
import { runImport } from './runImport.ts';

/** An import during which so many engines died is not resumed: its files may be what they die of. */
const maxCrashes = 2;

/** How many of the files that it skips an import names. */
const maxNamedFiles = 100;

type Running = {
  state: StoredImport;
  readonly index: string;
  readonly stop: AbortController;
  /** Settles, and does not reject, when it is finished. */
  finished: Promise<void>;
};

export type ImportRequest = {
  readonly index: string;
  readonly uri: string;
  readonly skipsBadRows: boolean;
};

export type ImportDeps = {
  readonly store: RpcClient<StoreCalls>;
  readonly dataFolder: string;
  readonly log: Log;
  /** Keeps the engine from ending for want of requests. */
  readonly keepBusy: (work: Promise<void>) => void;
};

/**
 * Imports of files, which go on after their request was answered, and in the next engine where this one ends before them.
 * Their state is kept with the index.
 */
export class ImportJobs {
  readonly #deps: ImportDeps;
  readonly #checkpoints: ImportCheckpoints;
  readonly #running = new Map<string, Running>();
  readonly #resumed: Promise<void>;

  /** Goes on with what an earlier engine has left. */
  constructor(deps: ImportDeps) {
    this.#deps = deps;
    this.#checkpoints = new ImportCheckpoints(deps.dataFolder);
    this.#resumed = this.#resume();
  }

  /** Begins one. Throws `badInput` and `notFound` where there is nothing to import. */
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

  /** The oldest first. */
  async list(index: string): Promise<readonly StoredImport[]> {
    await this.#resumed;
    const stored = await this.#deps.store.call('import.list', { index });
    return stored.map((one) => this.#currentState(index, one));
  }

  /** Throws `notFound`. */
  async get(index: string, id: string): Promise<StoredImport> {
    await this.#resumed;
    return this.#currentState(index, await this.#deps.store.call('import.get', { index, id }));
  }

  /** Resolves once it is asked to stop: what was written stays. One that is finished stays as it is. Throws `notFound`. */
  async cancel(index: string, id: string): Promise<void> {
    await this.get(index, id);
    this.#running.get(keyOf(index, id))?.stop.abort();
  }

  /** Its index was deleted: resolves once they are finished, so that one that takes its name gets none of their records. */
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
      'The engine ended before the import did: start it again, records that are there are replaced';
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
        log.info(`going on with the import ${checkpoint.id} into “${checkpoint.index}”`);
        this.#startJob(await this.#countStart(checkpoint), state, () =>
          findSources(pathOfUri(checkpoint.uri)),
        );
      } catch (error) {
        // Its index may be damaged today and restored tomorrow.
        if (Failure.is(error, 'notFound')) await this.#removeCheckpoint(checkpoint);
      }
    }
  }

  /** Empty where they cannot be read. */
  async #foundCheckpoints(): Promise<readonly ImportCheckpoint[]> {
    try {
      return await this.#checkpoints.all();
    } catch (error) {
      jobFailure(error, 'Finding interrupted imports', this.#deps.log);
      return [];
    }
  }

  /** The checkpoint with this engine counted, on disk before any work begins. */
  async #countStart(checkpoint: ImportCheckpoint): Promise<ImportCheckpoint> {
    const counted = { ...checkpoint, starts: checkpoint.starts + 1 };
    await this.#checkpoints.save(counted);
    return counted;
  }

  async #failAfterCrashes(checkpoint: ImportCheckpoint, state: StoredImport): Promise<void> {
    const error = `The engine ended ${maxCrashes} times while this import ran, so it is not resumed. Start it again if its files are not to blame: records that are there are replaced`;
    const { recordsImported = 0, recordsRefused = 0 } = checkpoint.position ?? {};
    const finishedAt = new Date().toISOString();
    const failed = { ...state, recordsImported, recordsRefused, error, finishedAt };
    this.#deps.log.warn(
      `the import ${checkpoint.id} into “${checkpoint.index}” is not resumed again`,
    );
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

  /** The engine ends in order, which does not count: the next one goes on. */
  async #suspend(checkpoint: ImportCheckpoint): Promise<void> {
    try {
      await this.#checkpoints.save({ ...checkpoint, starts: checkpoint.starts - 1 });
    } catch (error) {
      jobFailure(
        error,
        `Leaving the import ${checkpoint.id} into “${checkpoint.index}”`,
        this.#deps.log,
      );
    }
  }

  async #saveOutcome(name: string, state: StoredImport): Promise<void> {
    try {
      await this.#deps.store.call('import.save', { index: name, ...state });
    } catch (error) {
      // The index was deleted meanwhile, or the engine ends: nobody will ask for it.
      if (!Failure.is(error, 'notFound') && !isCancelled(error))
        jobFailure(error, `Keeping how an import into “${name}” ended`, this.#deps.log);
    }
  }

  async #removeCheckpoint(checkpoint: ImportCheckpoint): Promise<void> {
    try {
      await this.#checkpoints.remove(checkpoint);
    } catch (error) {
      jobFailure(
        error,
        `Forgetting the import ${checkpoint.id} into “${checkpoint.index}”`,
        this.#deps.log,
      );
    }
  }
}

/** Neither part holds a slash. */
function keyOf(index: string, id: string): string {
  return `${index}/${id}`;
}
