import type { IndexDatabase, NamespaceState } from '../../storage/indexDatabase.ts';
import { readChecksummedFile, writeChecksummedFile } from '../../storage/checksummedFile.ts';
import type { CooperativeTask, CooperativeTasks } from '../../workers/cooperativeTasks.ts';
import type { FiledPart } from './filedPart.ts';
import type { SnapshotFolder } from './snapshotFolder.ts';

/** Stores each part of a namespace in a file, in its memory format. The database stays the truth. */
export class PartSnapshots {
  readonly #folder: SnapshotFolder;
  readonly #database: IndexDatabase;
  readonly #tasks: CooperativeTasks;
  /** The number of records that changed since the snapshot of a part. */
  readonly #behind = new WeakMap<FiledPart, number>();
  /** Parts whose snapshots are being written, by namespace and part. */
  readonly #writing = new Set<string>();

  constructor(folder: SnapshotFolder, database: IndexDatabase, tasks: CooperativeTasks) {
    this.#folder = folder;
    this.#database = database;
    this.#tasks = tasks;
  }

  /**
   * Fills a part from its snapshot, without the records that have changed since. Calls `onRestored` in the same step and
   * returns the pks of the records that are missing. Undefined if there is no snapshot of use: then nor is `into`.
   */
  async restore(
    state: NamespaceState,
    into: FiledPart,
    onRestored: () => void,
  ): Promise<ReadonlySet<number> | undefined> {
    const { snapshots, changedRecords } = this.#database;
    const snapshot = snapshots.find(state.pk, into.part);
    if (snapshot === undefined) return undefined;
    try {
      const bytes = await readChecksummedFile(this.#folder.fileOf(snapshot.token, into.part));
      if (!into.isCurrent()) return undefined;
      // Another one may have taken its place meanwhile: then it is not known what was written since.
      const stored = snapshots.find(state.pk, into.part);
      if (stored?.token !== snapshot.token) return undefined;
      const { changed, all } = changedRecords.since(state.pk, into.part, snapshot);
      // Single reads take longer than a scan.
      if (2 * all.size > state.recordCount) return undefined;
      into.restore(bytes);
      into.deletePks(new Set(changed));
      onRestored();
      return all;
    } catch {
      return undefined;
    }
  }

  /** Notes that a part is in memory, after this many of its records were read from the database. */
  loaded(namespace: string, part: FiledPart, records: number): void {
    this.#behind.set(part, records);
    this.#consider(namespace, part);
  }

  /** Notes that this many records of a part in memory were written. */
  wrote(namespace: string, part: FiledPart, records: number): void {
    this.#behind.set(part, (this.#behind.get(part) ?? 0) + records);
    this.#consider(namespace, part);
  }

  #consider(namespace: string, part: FiledPart): void {
    const isDue = (this.#behind.get(part) ?? 0) > staleShare * part.recordCount();
    const key = JSON.stringify([namespace, part.part]);
    if (!isDue || this.#writing.has(key) || this.#folder.signal.aborted) return;
    if (part.sizeBytes() < minBytes || part.sizeBytes() > maxBytes) return;
    const state = this.#database.namespace(namespace);
    if (state === undefined) return;
    this.#writing.add(key);
    const token = this.#folder.reserve(state.pk);
    void this.#write(namespace, part, token).finally(() => {
      this.#writing.delete(key);
      this.#folder.release(token);
      // More of it may have been written or loaded meanwhile.
      if (part.isCurrent()) this.#consider(namespace, part);
    });
  }

  /** Writes while the part changes: what is written to it from `begin` on is recorded, and read again later. */
  async #write(namespace: string, part: FiledPart, token: string): Promise<void> {
    const { signal } = this.#folder;
    const { snapshots } = this.#database;
    let taken: Taken | undefined;
    try {
      taken = await this.#tasks.run(this.#take(namespace, part), { signal });
      if (taken === undefined) return;
      this.#folder.create();
      await writeChecksummedFile(this.#folder.fileOf(token, part.part), taken.file, signal);
      if (signal.aborted) return;
      const { namespace: pk, lsn, lastPk } = taken;
      this.#database.transaction(() => snapshots.commit(pk, part.part, { token, lsn, lastPk }));
    } catch {
      // A full disk, or the index is being closed: searches go on without, and it is tried again when it is next loaded.
    } finally {
      if (taken !== undefined) snapshots.end(taken.namespace, part.part);
    }
  }

  *#take(namespace: string, part: FiledPart): CooperativeTask<Taken | undefined> {
    if (part.prepare !== undefined) yield* part.prepare();
    const state = this.#database.namespace(namespace);
    if (state === undefined || !part.isCurrent()) return undefined;
    const { pk, lsn } = state;
    const lastPk = this.#database.snapshots.begin(pk, part.part, lsn);
    this.#behind.set(part, 0);
    return { namespace: pk, lsn, lastPk, file: part.encode() };
  }
}

/** A smaller part is loaded from the database in some hundredths of a second. */
const minBytes = 512 * 1024;

/** Node reads at most 2 GiB at a time. */
const maxBytes = 1024 * 1024 * 1024;

/** A snapshot is written again once this share of the records has been written since. */
const staleShare = 0.2;

/** What a snapshot in progress holds. */
type Taken = {
  readonly namespace: number;
  readonly lsn: number;
  readonly lastPk: number;
  readonly file: readonly Uint8Array[];
};
