import {
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  statfs,
  type FileHandle,
} from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../common/failure.ts';
import { hasSameVectors } from '../model/recordContents.ts';
import type {
  ClearableJournal,
  NewEntry,
  PendingEntry,
  WriteChange,
  WriteEntry,
  WriteJournal,
} from '../model/writeJournal.ts';
import { errorCodeOf } from './errorCodeOf.ts';
import { readLines } from './readLines.ts';

/**
 * Journal of writes on disk: a folder for each entry, which several windows may share. The oldest entries are dropped
 * above 200 entries or 2 GB.
 */
export class JournalFolder implements WriteJournal, ClearableJournal {
  readonly #options: JournalFolderOptions;
  /** Entries that this window is sending. */
  readonly #writing = new Set<string>();

  constructor(options: JournalFolderOptions) {
    this.#options = options;
  }

  async begin(write: NewEntry): Promise<PendingEntry> {
    const at = this.#options.now();
    const id = `${String(at).padStart(15, '0')}-${this.#options.newId()}`;
    const folder = this.#folderOf(id);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const file = await open(path.join(folder, changesFile), 'wx', 0o600);
    let count = 0;
    const sampleIds: string[] = [];
    const save = async (): Promise<WriteEntry> => {
      await spaceChecked(file.sync());
      const entry: WriteEntry = { ...write, id, at, count, sampleIds, state: 'writing' };
      await this.#write({ ...entry, writer: this.#options.pid });
      this.#writing.add(id);
      await syncFolder(this.#options.folder);
      return entry;
    };
    return {
      save,
      append: async (changes) => {
        count += changes.length;
        const missing = Math.max(0, maxSampleIds - sampleIds.length);
        sampleIds.push(...changes.slice(0, missing).map((change) => change.id));
        const lines = changes.map((change) => `${JSON.stringify(toStored(change))}\n`);
        await spaceChecked(file.appendFile(lines.join('')));
      },
      commit: async () => {
        const entry = await save();
        await file.close();
        await this.#dropOldest(id);
        return entry;
      },
      discard: async () => {
        await file.close().catch(() => undefined);
        await this.#drop(id);
      },
    };
  }

  async list(): Promise<readonly WriteEntry[]> {
    const ids = await readdir(this.#options.folder).catch((): string[] => []);
    const entries = await Promise.all(
      ids
        .sort()
        .reverse()
        .map((id) => this.#read(id)),
    );
    return entries.filter((entry) => entry !== undefined);
  }

  /** Returns the entries with their sizes in bytes, the newest first. */
  async sizes(): Promise<readonly { readonly entry: WriteEntry; readonly bytes: number }[]> {
    const entries = await this.list();
    return Promise.all(
      entries.map(async (entry) => ({ entry, bytes: await this.#bytesOf(entry.id) })),
    );
  }

  /** Removes entries for good: their writes cannot be undone any more. */
  async remove(ids: readonly string[]): Promise<void> {
    for (const id of ids) await this.#drop(id);
  }

  async *changes(id: string): AsyncIterable<readonly WriteChange[]> {
    if ((await this.#read(id)) === undefined)
      throw new Failure('notFound', 'The journal no longer has what this write changed');
    let batch: WriteChange[] = [];
    for await (const lines of readLines(path.join(this.#folderOf(id), changesFile))) {
      for (const line of lines) {
        batch.push(fromStored(line));
        if (batch.length < changesPerBatch) continue;
        yield batch;
        batch = [];
      }
    }
    if (batch.length > 0) yield batch;
  }

  async setState(id: string, state: WriteEntry['state']): Promise<void> {
    this.#writing.delete(id);
    const entry = await this.#read(id);
    if (entry !== undefined) await this.#write({ ...entry, state });
  }

  async freeBytes(): Promise<number> {
    await mkdir(this.#options.folder, { recursive: true, mode: 0o700 });
    const { bavail, bsize } = await statfs(this.#options.folder);
    return bavail * bsize;
  }

  #folderOf(id: string): string {
    return path.join(this.#options.folder, id);
  }

  /** Returns the entry; `undefined` for a folder that a killed window left without one. */
  async #read(id: string): Promise<WriteEntry | undefined> {
    try {
      const text = await readFile(path.join(this.#folderOf(id), entryFile), 'utf8');
      const { writer, ...entry } = JSON.parse(text) as StoredEntry;
      const isCutOff = entry.state === 'writing' && !this.#isSending(id, writer);
      return isCutOff ? { ...entry, state: 'started' } : entry;
    } catch (error) {
      if (error instanceof SyntaxError || errorCodeOf(error) === 'ENOENT') return undefined;
      if (errorCodeOf(error) === 'ENOTDIR') return undefined;
      throw error;
    }
  }

  #isSending(id: string, writer: number | undefined): boolean {
    const { pid, isRunning } = this.#options;
    if (writer === undefined || writer === pid) return this.#writing.has(id);
    return isRunning(writer) && !this.#isAbandoned(id);
  }

  async #write(entry: StoredEntry): Promise<void> {
    const folder = this.#folderOf(entry.id);
    const temporary = path.join(folder, `${entryFile}.${this.#options.newId()}`);
    const file = await open(temporary, 'wx', 0o600);
    try {
      await spaceChecked(file.writeFile(JSON.stringify(entry)));
      await spaceChecked(file.sync());
    } finally {
      await file.close();
    }
    await rename(temporary, path.join(folder, entryFile));
    await syncFolder(folder);
  }

  /** Drops the oldest entries but `kept`, whose write is about to begin, and what killed windows left. */
  async #dropOldest(kept: string): Promise<void> {
    let bytes = 0;
    const entries = await this.list();
    for (const [at, { id }] of entries.entries()) {
      bytes += await this.#bytesOf(id);
      // The newest one may be about to be written by another window.
      if (at > 0 && id !== kept && (at >= maxEntries || bytes > maxBytes)) await this.#drop(id);
    }
    const known = new Set(entries.map(({ id }) => id));
    for (const id of await readdir(this.#options.folder))
      if (!known.has(id) && this.#isAbandoned(id)) await this.#drop(id);
  }

  async #bytesOf(id: string): Promise<number> {
    const file = path.join(this.#folderOf(id), changesFile);
    return (await stat(file).catch(() => ({ size: 0 }))).size;
  }

  /** Whether an entry is too old to be still in the making: another process may have the id of its writer. */
  #isAbandoned(id: string): boolean {
    const begun = /^(\d{15})-/.exec(id)?.[1];
    return begun !== undefined && this.#options.now() - Number(begun) > longestSaveMs;
  }

  #drop(id: string): Promise<void> {
    return rm(this.#folderOf(id), { recursive: true, force: true, maxRetries: 3 });
  }
}

const maxEntries = 200;
const maxBytes = 2 * 1024 ** 3;
const changesPerBatch = 100;
const maxSampleIds = 3;
const longestSaveMs = 24 * 3_600_000;
const entryFile = 'entry.json';
const changesFile = 'changes.ndjson';

/** A change as stored: `after` omits vectors that are those of `before`. */
type StoredChange = WriteChange & { readonly keepsVectors?: true };

export type JournalFolderOptions = {
  readonly folder: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly newId: () => string;
  /** Id of this window's process. */
  readonly pid: number;
  readonly isRunning: (pid: number) => boolean;
};

/** An entry as stored: `writer` is the process that is sending it. */
type StoredEntry = WriteEntry & { readonly writer?: number };

/** Makes the names in a folder durable. */
async function syncFolder(folder: string): Promise<void> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(folder, 'r');
    await handle.sync();
  } catch (error) {
    // Windows opens no folders; its renames are durable without.
    if (process.platform !== 'win32') throw error;
  } finally {
    await handle?.close();
  }
}

async function spaceChecked<T>(writing: Promise<T>): Promise<T> {
  try {
    return await writing;
  } catch (cause) {
    if (errorCodeOf(cause) !== 'ENOSPC') throw cause;
    const message =
      'The disk is full, so the change could not be saved for undo: nothing was written';
    throw new Failure('quota', message, { cause });
  }
}

function toStored(change: WriteChange): StoredChange {
  const { before, after } = change;
  if (before === undefined || after === undefined || !hasSameVectors(before, after)) return change;
  return {
    ...change,
    after: { id: after.id, values: [], metadata: after.metadata },
    keepsVectors: true,
  };
}

function fromStored(line: string): WriteChange {
  const { keepsVectors, ...change } = JSON.parse(line) as StoredChange;
  const { before, after } = change;
  if (keepsVectors !== true || before === undefined || after === undefined) return change;
  return { ...change, after: { ...before, metadata: after.metadata } };
}
