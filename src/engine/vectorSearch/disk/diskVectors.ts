import type { Disposable } from '../../../common/disposables.ts';
import { BitSet } from '../../structures/bitSet.ts';
import type { FloatFile } from './floatFile.ts';

/** Which rows a file has, at a moment. */
export type DiskVectorsImage = { readonly stamp: string; readonly rows: Uint32Array };

/** Rows whose vectors are in a file as they were given, if there is one: for those that memory has no room for. */
export class DiskVectors implements Disposable {
  #file: FloatFile | undefined;
  #rows = new BitSet();
  /** Rows that are being written and have not changed since. */
  #writing: Set<number> = new Set();

  get file(): FloatFile | undefined {
    return this.#file;
  }

  has(row: number): boolean {
    return this.#file !== undefined && this.#rows.has(row);
  }

  /** Takes the rows that the file has out of a set of rows as bits. */
  subtractFrom(words: Uint32Array): void {
    if (this.#file === undefined) return;
    const filed = this.#rows.words;
    for (let at = 0; at < words.length; at++) words[at]! &= ~(filed[at] ?? 0);
  }

  /** `file` becomes its own; it has the rows that `rows`, which becomes its own, has as bits. */
  open(file: FloatFile, rows?: Uint32Array): void {
    this.dispose();
    this.#file = file;
    this.#rows = new BitSet(rows);
  }

  /** A row gets another vector. */
  invalidate(row: number): void {
    if (this.#rows.has(row)) this.#rows.set(row, false);
    this.#writing.delete(row);
  }

  /** Writes rising rows, whose values are taken now, to the file that there is. Nobody else writes meanwhile. */
  async write(rows: Uint32Array, valuesOf: (row: number) => Float32Array): Promise<void> {
    const file = this.#file;
    if (file === undefined) return;
    this.#writing = new Set(rows);
    await file.write(rows, valuesOf);
    if (this.#file === file) for (const row of this.#writing) this.#rows.set(row, true);
    this.#writing.clear();
  }

  /** A copy. */
  image(): DiskVectorsImage | undefined {
    return this.#file && { stamp: this.#file.stamp, rows: this.#rows.words.slice() };
  }

  /** Lets go of a file that was found broken. */
  discard(file: FloatFile): void {
    if (this.#file !== file) return;
    this.#file = undefined;
    file.discard();
  }

  dispose(): void {
    this.#file?.dispose();
    this.#file = undefined;
    this.#rows = new BitSet();
  }
}
