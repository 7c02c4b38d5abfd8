import type { CooperativeTask } from '../workers/cooperativeTasks.ts';
import type { SparseVector } from './sparseVector.ts';

/** Rows in ascending order, and the value of each. */
export type Postings = { readonly rows: Uint32Array; readonly values: Float32Array };

/** Values handled in one step: about a millisecond. */
const valuesAtOnce = 65_536;

/** The posting lists of consecutive rows, one list after the other in memory. Never changes. */
export class PostingBlock {
  readonly firstRow: number;
  readonly #places: ReadonlyMap<number, number>;
  /** By place of a list: where it begins; the last entry is the number of all values. */
  readonly #starts: Uint32Array;
  readonly #postings: Postings;

  private constructor(
    firstRow: number,
    places: ReadonlyMap<number, number>,
    starts: Uint32Array,
    postings: Postings,
  ) {
    this.firstRow = firstRow;
    this.#places = places;
    this.#starts = starts;
    this.#postings = postings;
  }

  /** The number of values in all lists. */
  get size(): number {
    return this.#postings.rows.length;
  }

  /** The posting list of an index of sparse vectors; undefined if no row has a value for it. */
  find(index: number): Postings | undefined {
    const place = this.#places.get(index);
    if (place === undefined) return undefined;
    const from = this.#starts[place]!;
    const end = this.#starts[place + 1]!;
    const { rows, values } = this.#postings;
    return { rows: rows.subarray(from, end), values: values.subarray(from, end) };
  }

  /**
   * Builds the block of the vectors of the rows from `firstRow` on; undefined for a row without one. A counting sort: the
   * values are written straight to their final positions, so that no list grows.
   */
  static *build(
    firstRow: number,
    vectors: readonly (SparseVector | undefined)[],
  ): CooperativeTask<PostingBlock> {
    const size = vectors.reduce((sum, vector) => sum + (vector?.indices.length ?? 0), 0);
    const places = new Map<number, number>();
    const listOf = new Uint32Array(size);
    let at = 0;
    yield* eachVector(vectors, ({ indices }) => {
      for (let one = 0; one < indices.length; one++) {
        const index = indices[one]!;
        let place = places.get(index);
        if (place === undefined) places.set(index, (place = places.size));
        listOf[at++] = place;
      }
    });
    const starts = startsOf(listOf, places.size);
    const next = starts.slice();
    const postings = { rows: new Uint32Array(size), values: new Float32Array(size) };
    at = 0;
    yield* eachVector(vectors, ({ values }, row) => {
      for (let one = 0; one < values.length; one++) {
        const place = next[listOf[at++]!]!++;
        postings.rows[place] = firstRow + row;
        postings.values[place] = values[one]!;
      }
    });
    return new PostingBlock(firstRow, places, starts, postings);
  }
}

/** Calls `visit` for each vector with its place, in time slices. */
function* eachVector(
  vectors: readonly (SparseVector | undefined)[],
  visit: (vector: SparseVector, place: number) => void,
): CooperativeTask<void> {
  let visited = 0;
  for (let place = 0; place < vectors.length; place++) {
    const vector = vectors[place];
    if (vector === undefined) continue;
    visit(vector, place);
    visited += vector.indices.length;
    if (visited < valuesAtOnce) continue;
    visited = 0;
    yield;
  }
}

/** By list: how many values the lists before it have; one entry more than there are lists. */
function startsOf(listOf: Uint32Array, lists: number): Uint32Array {
  const starts = new Uint32Array(lists + 1);
  for (let at = 0; at < listOf.length; at++) starts[listOf[at]! + 1]!++;
  for (let list = 0; list < lists; list++) starts[list + 1]! += starts[list]!;
  return starts;
}
