import type { Disposable } from '../../../common/disposables.ts';
import { BitSet } from '../../structures/bitSet.ts';
import type { FloatFile } from './floatFile.ts';

/** Tracks which rows have their float32 vector in a vector file, for namespaces that do not fit the memory budget. */
export class RowsOnDisk implements Disposable {
  #file: FloatFile | undefined;
  #rows = new BitSet();
  /** Rows of the current write that have not changed since it began. */
  #writing: Set<number> = new Set();

  /** The file; undefined if there is none. */
  get file(): FloatFile | undefined {
    return this.#file;
  }

  /** Whether the file has the row's vector. */
  has(row: number): boolean {
    return this.#file !== undefined && this.#rows.has(row);
  }

  /** Clears the bits of the rows that the file has. */
  subtractFrom(words: Uint32Array): void {
    if (this.#file === undefined) return;
    const onDisk = this.#rows.words;
    for (let at = 0; at < words.length; at++) words[at]! &= ~(onDisk[at] ?? 0);
  }

  /** Uses a file that has the rows whose bits are set. Takes ownership of both. */
  open(file: FloatFile, rows?: Uint32Array): void {
    this.dispose();
    this.#file = file;
    this.#rows = new BitSet(rows);
  }

  /** Marks a row as not in the file: its vector has changed. */
  invalidate(row: number): void {
    if (this.#rows.has(row)) this.#rows.set(row, false);
    this.#writing.delete(row);
  }

  /** Writes rows, in ascending order, to the file. Reads their values before it returns. One write at a time. */
  async write(rows: Uint32Array, valuesOf: (row: number) => Float32Array): Promise<void> {
    const file = this.#file;
    if (file === undefined) return;
    this.#writing = new Set(rows);
    await file.write(rows, valuesOf);
    if (this.#file === file) for (const row of this.#writing) this.#rows.set(row, true);
    this.#writing.clear();
  }

  /** A copy of the rows, and the file's stamp. */
  image(): RowsOnDiskImage | undefined {
    return this.#file && { stamp: this.#file.stamp, rows: this.#rows.words.slice() };
  }

  /** Stops using a file that turned out damaged, and empties it. */
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

/** The rows that a vector file has, at a point in time. */
export type RowsOnDiskImage = { readonly stamp: string; readonly rows: Uint32Array };
