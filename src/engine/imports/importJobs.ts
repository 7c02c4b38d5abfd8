import { Failure, isCancelled } from '../../common/failure.ts';
import type { Log } from '../../common/log.ts';
import type { RpcClient } from '../../common/rpc.ts';
import { jobFailure } from '../workers/jobFailure.ts';
import type { StoredImport } from '../storage/importTable.ts';
import type { StoreCalls } from '../store/storeCalls.ts';
import { ImportNotes, type ImportNote } from './importNotes.ts';
import { findSources, pathOfUri, type FoundSources } from './importSources.ts';
import { runImport } from './runImport.ts';

/** An import during which so many engines died is not resumed: its files may be what they die of. */
const maxDeaths = 2;

/** How many of the files that it skips an import names. */
const maxNamedFiles = 100;

type Running = {
  state: StoredImport;
  readonly index: string;
  readonly stop: AbortController;
  /** Settles, and does not reject, when it is over. */
  over: Promise<void>;
};

export type ImportOrder = {
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
  readonly #notes: ImportNotes;
  readonly #running = new Map<string, Running>();
  readonly #resumed: Promise<void>;

  /** Goes on with what an earlier engine has left. */
  constructor(deps: ImportDeps) {
    this.#deps = deps;
    this.#notes = new ImportNotes(deps.dataFolder);
    this.#resumed = this.#resume();
  }

  /** Begins one. Throws `badInput` and `notFound` where there is nothing to import. */
  async start({ index, uri, skipsBadRows }: ImportOrder): Promise<StoredImport> {
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
    const note = await this.#counted({ index, id: state.id, uri, skipsBadRows, starts: 0 });
    this.#begin(note, state, async () => found);
    return state;
  }

  /** The oldest first. */
  async list(index: string): Promise<readonly StoredImport[]> {
    await this.#resumed;
    const stored = await this.#deps.store.call('import.list', { index });
    return stored.map((one) => this.#now(index, one));
  }

  /** Throws `notFound`. */
  async get(index: string, id: string): Promise<StoredImport> {
    await this.#resumed;
    return this.#now(index, await this.#deps.store.call('import.get', { index, id }));
  }

  /** Resolves once it is asked to stop: what was written stays. One that is over stays as it is. Throws `notFound`. */
  async cancel(index: string, id: string): Promise<void> {
    await this.get(index, id);
    this.#running.get(keyOf(index, id))?.stop.abort();
  }

  /** Its index was deleted: resolves once they are over, so that one that takes its name gets none of their records. */
  async end(index: string): Promise<void> {
    await this.#resumed;
    const ending = [...this.#running.values()].filter((one) => one.index === index);
    for (const { stop } of ending) stop.abort();
    await Promise.all(ending.map(({ over }) => over));
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
  async #resume(): Promise<void> {
    const { store, log } = this.#deps;
    for (const note of await this.#notes.all()) {
      try {
        const state = await store.call('import.get', { index: note.index, id: note.id });
        if (state.status !== 'InProgress') throw new Failure('notFound', 'It is over');
        if (note.starts >= maxDeaths) {
          await this.#giveUp(note, state);
          continue;
        }
        log.info(`going on with the import ${note.id} into “${note.index}”`);
        this.#begin(await this.#counted(note), state, () => findSources(pathOfUri(note.uri)));
      } catch (error) {
        // Its index may be damaged today and restored tomorrow.
        if (Failure.is(error, 'notFound')) await this.#forget(note);
      }
    }
  }

  /** The note with this engine counted, on disk before any work begins. */
  async #counted(note: ImportNote): Promise<ImportNote> {
    const counted = { ...note, starts: note.starts + 1 };
    await this.#notes.save(counted);
    return counted;
  }

  async #giveUp(note: ImportNote, state: StoredImport): Promise<void> {
    const error = `The engine ended ${maxDeaths} times while this import ran, so it is not resumed. Start it again if its files are not to blame: records that are there are replaced`;
    const { recordsImported = 0, recordsRefused = 0 } = note.position ?? {};
    const finishedAt = new Date().toISOString();
    const failed = { ...state, recordsImported, recordsRefused, error, finishedAt };
    this.#deps.log.warn(`the import ${note.id} into “${note.index}” is not resumed again`);
    await this.#keepEnd(note.index, { ...failed, status: 'Failed' });
    await this.#forget(note);
  }

  #begin(note: ImportNote, state: StoredImport, findAll: () => Promise<FoundSources>): void {
    const { index, id } = note;
    const running: Running = { state, index, stop: new AbortController(), over: Promise.resolve() };
    this.#running.set(keyOf(index, id), running);
    running.over = this.#run(note, running, findAll);
    this.#deps.keepBusy(running.over);
  }

  /** Never rejects. */
  async #run(
    note: ImportNote,
    running: Running,
    findAll: () => Promise<FoundSources>,
  ): Promise<void> {
    const { store, log } = this.#deps;
    const { index: name, id, skipsBadRows, position: from } = note;
    const { signal } = running.stop;
    let latest = note;
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
          latest = { ...note, position };
          return this.#notes.save(latest);
        },
      });
    } catch (error) {
      if (isCancelled(error) && !signal.aborted) return await this.#leave(latest);
      outcome = isCancelled(error)
        ? { status: 'Cancelled' }
        : { status: 'Failed', error: jobFailure(error, `Importing into “${name}”`, log).message };
    }
    running.state = { ...running.state, ...outcome, finishedAt: new Date().toISOString() };
    await this.#keepEnd(name, running.state);
    await this.#forget(note);
    this.#running.delete(keyOf(name, id));
  }

  /** The engine ends in order, which does not count: the next one goes on. */
  async #leave(note: ImportNote): Promise<void> {
    try {
      await this.#notes.save({ ...note, starts: note.starts - 1 });
    } catch (error) {
      jobFailure(error, `Leaving the import ${note.id} into “${note.index}”`, this.#deps.log);
    }
  }

  async #keepEnd(name: string, state: StoredImport): Promise<void> {
    try {
      await this.#deps.store.call('import.save', { index: name, ...state });
    } catch (error) {
      // The index was deleted meanwhile, or the engine ends: nobody will ask for it.
      if (!Failure.is(error, 'notFound') && !isCancelled(error))
        jobFailure(error, `Keeping how an import into “${name}” ended`, this.#deps.log);
    }
  }

  async #forget(note: ImportNote): Promise<void> {
    try {
      await this.#notes.remove(note);
    } catch (error) {
      jobFailure(error, `Forgetting the import ${note.id} into “${note.index}”`, this.#deps.log);
    }
  }
}

/** Neither part holds a slash. */
function keyOf(index: string, id: string): string {
  return `${index}/${id}`;
}
