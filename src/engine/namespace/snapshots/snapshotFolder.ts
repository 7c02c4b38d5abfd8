import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Disposable } from '../../../common/disposables.ts';
import type { IndexDatabase } from '../../storage/indexDatabase.ts';

/** The folder of the snapshot files of one index. */
export class SnapshotFolder implements Disposable {
  readonly #folder: string;
  readonly #database: IndexDatabase;
  /** Tokens of snapshots that are being written, and their namespaces. */
  readonly #reserved = new Map<string, number>();
  readonly #disposal = new AbortController();

  constructor(folder: string, database: IndexDatabase) {
    this.#folder = folder;
    this.#database = database;
    this.#removeOthers();
  }

  dispose(): void {
    this.#disposal.abort();
  }

  /** Aborted once the index is closed. */
  get signal(): AbortSignal {
    return this.#disposal.signal;
  }

  /** The data folder, which exists. */
  get dataFolder(): string {
    return path.dirname(path.dirname(this.#folder));
  }

  /** The path of a snapshot's file. */
  fileOf(token: string, name: string): string {
    return path.join(this.#folder, `${token}.${name}`);
  }

  /** The path of the file with a namespace's float32 vectors, which goes from snapshot to snapshot. */
  floatsOf(namespace: number): string {
    return path.join(this.#folder, `${floatsToken(namespace)}.f32`);
  }

  /** Creates the folder if it is missing. */
  create(): void {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
  }

  /** Returns a new token for a snapshot of the namespace, whose files stay until `release`. */
  reserve(namespace: number): string {
    const token = randomUUID();
    this.#reserved.set(token, namespace);
    return token;
  }

  /** Deletes the files of the snapshot, unless the database names it, and those of snapshots before it. */
  release(token: string): void {
    this.#reserved.delete(token);
    if (!this.signal.aborted) this.#removeOthers();
  }

  /** Deletes the files of snapshots that the database does not name, also of those that were not finished. */
  #removeOthers(): void {
    try {
      if (!existsSync(this.#folder)) return;
      const tokens = new Set<string>();
      for (const { namespace, token } of this.#database.snapshots.all())
        tokens.add(token).add(floatsToken(namespace));
      for (const [token, namespace] of this.#reserved)
        tokens.add(token).add(floatsToken(namespace));
      for (const file of readdirSync(this.#folder))
        if (!tokens.has(tokenOf(file))) rmSync(path.join(this.#folder, file), { force: true });
    } catch {
      // What is left takes room and does no other harm; the next opening tries again.
    }
  }
}

function floatsToken(namespace: number): string {
  return `vectors-${namespace}`;
}

function tokenOf(file: string): string {
  return file.slice(0, file.indexOf('.'));
}
