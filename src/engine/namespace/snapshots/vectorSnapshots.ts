import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { mapLimit } from '../../../common/async.ts';
import type { Disposable } from '../../../common/disposables.ts';
import type { DenseVectors } from '../denseVectors.ts';
import type { IndexDatabase, NamespaceState } from '../../storage/indexDatabase.ts';
import type { Snapshot } from '../../storage/snapshotTable.ts';
import { recordBytesOf } from '../../vectorSearch/disk/floatFileLayout.ts';
import { decodeRowsFile, encodeRowsFile } from './rowsFile.ts';
import {
  readChecksummedParts,
  readChecksummedFile,
  writeChecksummedFile,
} from '../../storage/checksummedFile.ts';

/** Bytes of codes that are read from the database in a few hundredths of a second: fewer need no snapshot. */
const worthBytes = 4 * 1024 * 1024;

/** Files that are read at the same time: Node has four threads for it. */
const filesAtOnce = 4;

type Memories = readonly (readonly Uint8Array[])[];

/** A snapshot is replaced once this share of the records has been written since. */
const staleShare = 0.2;

/**
 * Stores the rows of namespaces in files in their memory format, so that an index can be searched soon after it was
 * opened. The database stays the truth: missing, broken or older files are built again from it, and later writes are
 * read from it.
 */
export class VectorSnapshots implements Disposable {
  readonly #folder: string;
  readonly #database: IndexDatabase;
  /** The number of records that changed since the snapshot, by namespace. */
  readonly #behind = new Map<string, number>();
  /** Snapshots that are being written, by name of the namespace. */
  readonly #writing = new Map<string, { readonly namespace: number; readonly token: string }>();
  readonly #disposal = new AbortController();

  /** `folder` is the index' own. */
  constructor(folder: string, database: IndexDatabase) {
    this.#folder = folder;
    this.#database = database;
    this.#removeOthers();
  }

  dispose(): void {
    this.#disposal.abort();
  }

  /** Fills a namespace from its snapshot, if it has one. Undefined where there is none, or none of use: nor is `into` then. */
  async restore(state: NamespaceState, into: DenseVectors): Promise<Snapshot | undefined> {
    const snapshot = this.#database.snapshots.find(state.pk);
    if (snapshot === undefined) return undefined;
    try {
      const { kind, image } = decodeRowsFile(
        await readChecksummedFile(this.#fileOf(snapshot, 'rows')),
      );
      if (!isDeepStrictEqual(kind, into.kind)) return undefined;
      const fill = (memories: Memories): Promise<void> => this.#fill(memories, snapshot);
      await into.restore(image, { fill, floats: this.#floatsOf(state.pk) });
      if (this.#disposal.signal.aborted) return undefined;
      // Another one may have taken its place meanwhile: then it is not known any more what was written since.
      const named = this.#database.snapshots.find(state.pk);
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
    if (!isDue || this.#writing.has(name) || this.#disposal.signal.aborted) return;
    const state = this.#database.namespace(name);
    if (state === undefined) return;
    const token = randomUUID();
    this.#writing.set(name, { namespace: state.pk, token });
    void this.#write(name, namespace, token).finally(() => {
      this.#writing.delete(name);
      if (!this.#disposal.signal.aborted) this.#removeOthers();
    });
  }

  /**
   * With the prefixes, which are computed first. Writes while the namespace changes: what is written to it from `begin` on is
   * noted, and read again later.
   */
  async #write(name: string, namespace: DenseVectors, token: string): Promise<void> {
    const { signal } = this.#disposal;
    try {
      await namespace.buildPrefixes();
      if (signal.aborted) return;
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      await this.#writeFloats(name, namespace);
      if (signal.aborted || namespace.isDisposed) return;
      const state = this.#database.namespace(name);
      if (state === undefined) return;
      const { pk, lsn } = state;
      const lastPk = this.#database.snapshots.begin(pk);
      const image = namespace.image();
      this.#behind.set(name, 0);
      const snapshot = { token, lsn, lastPk };
      for (const [at, parts] of namespace.codes(image).entries())
        await writeChecksummedFile(this.#fileOf(snapshot, String(at)), parts, signal);
      const rows = encodeRowsFile({ kind: namespace.kind, image });
      await writeChecksummedFile(this.#fileOf(snapshot, 'rows'), rows, signal);
      if (signal.aborted) return;
      this.#database.transaction(() => this.#database.snapshots.commit(pk, snapshot));
    } catch {
      // A full disk, or the index is being closed: searches go on without, and it is tried again when it is next opened.
    }
  }

  async #fill(memories: Memories, snapshot: Snapshot): Promise<void> {
    const files = memories.map((parts, at) => ({
      file: this.#fileOf(snapshot, String(at)),
      parts,
    }));
    await mapLimit(files, filesAtOnce, this.#disposal.signal, ({ file, parts }) =>
      readChecksummedParts(file, parts),
    );
  }

  async #writeFloats(name: string, namespace: DenseVectors): Promise<void> {
    const { signal } = this.#disposal;
    const state = this.#database.namespace(name);
    if (signal.aborted || namespace.isDisposed || state === undefined) return;
    if (this.#canFile(namespace)) await namespace.writeFloats(this.#floatsOf(state.pk), signal);
  }

  /** Whether the disk has room for vectors that are not in a file yet, and for as much again. */
  #canFile({ databaseOnlyCount, kind }: DenseVectors): boolean {
    if (databaseOnlyCount === 0) return false;
    try {
      const { bavail, bsize } = statfsSync(path.dirname(path.dirname(this.#folder)));
      return bavail * bsize >= 2 * databaseOnlyCount * recordBytesOf(kind.dimension);
    } catch {
      return false;
    }
  }

  /** Takes away files of snapshots that the database does not name, also of those that were not finished. */
  #removeOthers(): void {
    try {
      if (!existsSync(this.#folder)) return;
      const kept = [...this.#database.snapshots.all(), ...this.#writing.values()];
      const tokens = new Set(
        kept.flatMap(({ namespace, token }) => [token, floatsToken(namespace)]),
      );
      for (const file of readdirSync(this.#folder))
        if (!tokens.has(tokenOf(file))) rmSync(path.join(this.#folder, file), { force: true });
    } catch {
      // What is left takes room and does no other harm; the next opening tries again.
    }
  }

  #floatsOf(namespace: number): string {
    return path.join(this.#folder, `${floatsToken(namespace)}.f32`);
  }

  #fileOf({ token }: Pick<Snapshot, 'token'>, name: string): string {
    return path.join(this.#folder, `${token}.${name}`);
  }
}

/** Of the file of a namespace's vectors, which goes from snapshot to snapshot. */
function floatsToken(namespace: number): string {
  return `vectors-${namespace}`;
}

function tokenOf(file: string): string {
  return file.slice(0, file.indexOf('.'));
}
