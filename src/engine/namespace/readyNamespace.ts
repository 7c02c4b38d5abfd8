import { Failure } from '../../common/failure.ts';
import type { SparseRows } from '../sparseSearch/sparseRows.ts';
import type { NamespaceState } from '../storage/indexDatabase.ts';
import type { TextRows } from '../textSearch/textRows.ts';
import type { DenseVectors } from './denseVectors.ts';

/** A namespace whose needed parts are in memory. The parts include every write as long as it is current. */
export class ReadyNamespace {
  readonly state: NamespaceState;
  readonly #parts: MemoryParts;
  readonly #isCurrent: () => boolean;

  constructor(state: NamespaceState, parts: MemoryParts, isCurrent: () => boolean) {
    this.state = state;
    this.#parts = parts;
    this.#isCurrent = isCurrent;
  }

  /** False once the namespace was cleared or its memory was dropped: then load it again. */
  get isCurrent(): boolean {
    return this.#isCurrent();
  }

  get dense(): DenseVectors {
    return this.#loaded(this.#parts.dense);
  }

  get sparse(): SparseRows {
    return this.#loaded(this.#parts.sparse);
  }

  get texts(): TextRows {
    return this.#loaded(this.#parts.texts);
  }

  #loaded<T>(part: T | undefined): T {
    if (part !== undefined) return part;
    throw new Failure('internal', `A part of “${this.state.name}” was used before it was loaded`);
  }
}

/** The parts of a namespace in memory. Each is loaded when a read first needs it. */
export type MemoryParts = {
  dense?: DenseVectors;
  /** The vectors, with the columns of metadata that a snapshot has. Filters need them; name them after `dense`. */
  columns?: DenseVectors;
  sparse?: SparseRows;
  texts?: TextRows;
};

export type MemoryPart = keyof MemoryParts;
