import type { CooperativeTask } from '../workers/cooperativeTasks.ts';
import type { SparseVectorsImage } from './sparseVectors.ts';

/** The posting lists of all terms over a run of consecutive rows, one list after the other in memory. Never changes. */
export class PostingBlock {
  readonly image: PostingBlockImage;
  /** By index of sparse vectors: the place of its list. */
  readonly #places: ReadonlyMap<number, number>;

  constructor(image: PostingBlockImage, places = placesOf(image.indices)) {
    this.image = image;
    this.#places = places;
  }

  get firstRow(): number {
    return this.image.firstRow;
  }

  /** The number of values in all lists. */
  get size(): number {
    return this.image.rows.length;
  }

  /** The posting list of an index of sparse vectors; undefined if no row has a value for it. */
  find(index: number): Postings | undefined {
    const place = this.#places.get(index);
    if (place === undefined) return undefined;
    const { starts, rows, values } = this.image;
    const from = starts[place]!;
    const end = starts[place + 1]!;
    return { rows: rows.subarray(from, end), values: values.subarray(from, end) };
  }

  /**
   * Builds the block of all rows from `firstRow` on. A counting sort: the values are written straight to
   * their final positions, so that no list grows.
   */
  static *build(
    { starts: rowStarts, indices, values }: SparseVectorsImage,
    firstRow: number,
  ): CooperativeTask<PostingBlock> {
    const first = rowStarts[firstRow]!;
    const size = indices.length - first;
    const places = new Map<number, number>();
    const listOf = new Uint32Array(size);
    for (let at = 0; at < size; at++) {
      const index = indices[first + at]!;
      let place = places.get(index);
      if (place === undefined) places.set(index, (place = places.size));
      listOf[at] = place;
      if (at % valuesAtOnce === 0) yield;
    }
    const starts = startsOf(listOf, places.size);
    const next = starts.slice();
    const postings = { rows: new Uint32Array(size), values: new Float32Array(size) };
    for (let row = firstRow, pause = 0; row < rowStarts.length - 1; row++) {
      const end = rowStarts[row + 1]! - first;
      for (let at = rowStarts[row]! - first; at < end; at++) {
        const place = next[listOf[at]!]!++;
        postings.rows[place] = row;
        postings.values[place] = values[first + at]!;
      }
      if (end < pause) continue;
      pause = end + valuesAtOnce;
      yield;
    }
    const image = { firstRow, indices: Uint32Array.from(places.keys()), starts, ...postings };
    return new PostingBlock(image, places);
  }
}

/** Rows in ascending order, and the value of each. */
export type Postings = { readonly rows: Uint32Array; readonly values: Float32Array };

/** The arrays of a block. */
export type PostingBlockImage = {
  readonly firstRow: number;
  /** The index of sparse vectors of each list. */
  readonly indices: Uint32Array;
  /** Where each list begins; the last entry is the number of all values. */
  readonly starts: Uint32Array;
  readonly rows: Uint32Array;
  readonly values: Float32Array;
};

/** Values handled in one step: about a millisecond. */
const valuesAtOnce = 65_536;

function placesOf(indices: Uint32Array): ReadonlyMap<number, number> {
  const places = new Map<number, number>();
  for (let place = 0; place < indices.length; place++) places.set(indices[place]!, place);
  return places;
}

/** By list: how many values the lists before it have; one entry more than there are lists. */
function startsOf(listOf: Uint32Array, lists: number): Uint32Array {
  const starts = new Uint32Array(lists + 1);
  for (let at = 0; at < listOf.length; at++) starts[listOf[at]! + 1]!++;
  for (let list = 0; list < lists; list++) starts[list + 1]! += starts[list]!;
  return starts;
}
