import { PostingList } from './postingList.ts';
import type { SparseVector } from './sparseVector.ts';

/** The posting lists of the indexes of sparse vectors. */
export class PostingLists {
  readonly #places = new Map<number, number>();
  readonly #lists: PostingList[] = [];

  /** The posting list of an index; undefined if no row has a value for it. */
  find(index: number): PostingList | undefined {
    const place = this.#places.get(index);
    return place === undefined ? undefined : this.#lists[place];
  }

  /**
   * Adds vectors of ascending rows, all above the rows so far. Sorts their values by list first (counting sort), so that
   * each list is visited once: visits in the order of the vectors miss the processor's caches several times a value.
   */
  add(rows: readonly number[], vectors: readonly SparseVector[]): void {
    const size = vectors.reduce((sum, { indices }) => sum + indices.length, 0);
    const postings = { rows: new Uint32Array(size), values: new Float32Array(size) };
    const lists = new Uint32Array(size);
    let end = 0;
    for (let at = 0; at < rows.length; at++) {
      const { indices, values } = vectors[at]!;
      postings.rows.fill(rows[at]!, end, end + indices.length);
      postings.values.set(values, end);
      for (let one = 0; one < indices.length; one++) lists[end++] = this.#placeOf(indices[one]!);
    }
    const starts = new Uint32Array(this.#lists.length + 1);
    for (let at = 0; at < size; at++) starts[lists[at]! + 1]!++;
    for (let list = 0; list < this.#lists.length; list++) starts[list + 1]! += starts[list]!;
    const sorted = new Uint32Array(size);
    const next = starts.slice();
    for (let at = 0; at < size; at++) sorted[next[lists[at]!]!++] = at;
    for (let list = 0; list < this.#lists.length; list++) {
      const from = starts[list]!;
      const to = starts[list + 1]!;
      if (to > from) this.#lists[list]!.add(postings, sorted, from, to);
    }
  }

  #placeOf(index: number): number {
    const found = this.#places.get(index);
    if (found !== undefined) return found;
    const place = this.#lists.push(new PostingList()) - 1;
    this.#places.set(index, place);
    return place;
  }
}
