import { statfsSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { mapLimit } from '../../../common/async.ts';
import type { DenseVectors } from '../denseVectors.ts';
import type { IndexDatabase, NamespaceState } from '../../storage/indexDatabase.ts';
import type { Snapshot } from '../../storage/snapshots/snapshotTable.ts';
import { recordBytesOf } from '../../vectorSearch/disk/floatFileLayout.ts';
import { decodeRowsFile, encodeRowsFile } from './rowsFile.ts';
import type { SnapshotFolder } from './snapshotFolder.ts';
import {
  readChecksummedParts,
  readChecksummedFile,
  writeChecksummedFile,
} from '../../storage/checksummedFile.ts';

/**
 * Stores the dense vectors of namespaces in files as they are in memory, so that an index is searched soon after it was
 * opened. The database stays the truth: files that are missing, damaged or of another version are written again from it,
 * and what was written since is read from it.
 */
export class VectorSnapshots {
  readonly #folder: SnapshotFolder;
  readonly #database: IndexDatabase;
  /** The number of records that changed since the snapshot, by namespace. */
  readonly #behind = new Map<string, number>();
  /** Names of namespaces whose snapshots are being written. */
  readonly #writing = new Set<string>();

  constructor(folder: SnapshotFolder, database: IndexDatabase) {
    this.#folder = folder;
    this.#database = database;
  }

  /** Fills a namespace from its snapshot, if it has one. Undefined where there is none, or none of use: nor is `into` then. */
  async restore(state: NamespaceState, into: DenseVectors): Promise<Snapshot | undefined> {
    const snapshot = this.#database.snapshots.find(state.pk, 'dense');
    if (snapshot === undefined) return undefined;
    try {
      const { kind, image } = decodeRowsFile(
        await readChecksummedFile(this.#folder.fileOf(snapshot.token, 'rows')),
      );
      if (!isDeepStrictEqual(kind, into.kind)) return undefined;
      const fill = (memories: Memories): Promise<void> => this.#fill(memories, snapshot);
      await into.restore(image, { fill, floats: this.#folder.floatsOf(state.pk) });
      if (this.#folder.signal.aborted) return undefined;
      // Another one may have taken its place meanwhile: then it is not known any more what was written since.
      const named = this.#database.snapshots.find(state.pk, 'dense');
      return named?.token === snapshot.token ? snapshot : undefined;
    } catch {
      return undefined;
    }
  }

  /** A namespace has been loaded, after so many of its records had to be read from the database. */
  loaded(name: string, records: number, namespace: DenseVectors): void {
    const unkept = this.#canFile(namespace) ? namespace.databaseOnlyCount : 0;
    this.#behind.set(name, Math.max(records, unkept));
    this.#consider(name, namespace);
  }

  /** So many records of a namespace that is in memory have been written. */
  wrote(name: string, records: number, namespace: DenseVectors): void {
    this.#behind.set(name, (this.#behind.get(name) ?? 0) + records);
    this.#consider(name, namespace);
  }

  #consider(name: string, namespace: DenseVectors): void {
    const behind = this.#behind.get(name) ?? 0;
    const isDue = namespace.codeBytes >= worthBytes && behind > staleShare * namespace.count;
    if (!isDue || this.#writing.has(name) || this.#folder.signal.aborted) return;
    const state = this.#database.namespace(name);
    if (state === undefined) return;
    const token = this.#folder.reserve(state.pk);
    this.#writing.add(name);
    void this.#write(name, namespace, token).finally(() => {
      this.#writing.delete(name);
      this.#folder.release(token);
    });
  }

  /**
   * With the prefixes, which are computed first. Writes while the namespace changes: what is written to it from `begin` on is
   * noted, and read again later.
   */
  async #write(name: string, namespace: DenseVectors, token: string): Promise<void> {
    const { signal } = this.#folder;
    const { snapshots } = this.#database;
    try {
      await namespace.buildPrefixes();
      if (signal.aborted) return;
      this.#folder.create();
      await this.#writeFloats(name, namespace);
      if (signal.aborted || namespace.isDisposed) return;
      const state = this.#database.namespace(name);
      if (state === undefined) return;
      const { pk, lsn } = state;
      const lastPk = snapshots.begin(pk, 'dense', lsn);
      const image = namespace.image();
      this.#behind.set(name, 0);
      try {
        for (const [at, parts] of namespace.codes(image).entries())
          await writeChecksummedFile(this.#folder.fileOf(token, String(at)), parts, signal);
        const rows = encodeRowsFile({ kind: namespace.kind, image });
        await writeChecksummedFile(this.#folder.fileOf(token, 'rows'), rows, signal);
        if (signal.aborted) return;
        this.#database.transaction(() => snapshots.commit(pk, 'dense', { token, lsn, lastPk }));
      } finally {
        snapshots.end(pk, 'dense');
      }
    } catch {
      // A full disk, or the index is being closed: searches go on without, and it is tried again when it is next opened.
    }
  }

  async #fill(memories: Memories, snapshot: Snapshot): Promise<void> {
    const files = memories.map((parts, at) => ({
      file: this.#folder.fileOf(snapshot.token, String(at)),
      parts,
    }));
    await mapLimit(files, filesAtOnce, this.#folder.signal, ({ file, parts }) =>
      readChecksummedParts(file, parts),
    );
  }

  async #writeFloats(name: string, namespace: DenseVectors): Promise<void> {
    const { signal } = this.#folder;
    const state = this.#database.namespace(name);
    if (signal.aborted || namespace.isDisposed || state === undefined) return;
    if (this.#canFile(namespace))
      await namespace.writeFloats(this.#folder.floatsOf(state.pk), signal);
  }

  /** Whether the disk has room for vectors that are not in a file yet, and for as much again. */
  #canFile({ databaseOnlyCount, kind }: DenseVectors): boolean {
    if (databaseOnlyCount === 0) return false;
    try {
      const { bavail, bsize } = statfsSync(this.#folder.dataFolder);
      return bavail * bsize >= 2 * databaseOnlyCount * recordBytesOf(kind.dimension);
    } catch {
      return false;
    }
  }
}

/** Bytes of codes that are read from the database in a few hundredths of a second: fewer need no snapshot. */
const worthBytes = 4 * 1024 * 1024;

/** Files that are read at the same time: Node has four threads for it. */
const filesAtOnce = 4;

type Memories = readonly (readonly Uint8Array[])[];

/** A snapshot is replaced once this share of the records has been written since. */
const staleShare = 0.2;
