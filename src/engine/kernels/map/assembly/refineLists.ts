// Re-ranks neighbour lists by float32 values.
import { rowAt, rowAddress, rowLength } from './tile.ts';
import { rowMask } from './neighbourLists.ts';
import { squaredGap } from './rowProducts.ts';

/**
 * Recomputes the distances of the lists from `first` to `end` from float32 differences, and sorts the lists.
 * They belong to the rows listed at `rows`, or when that is 0 to the rows of the same numbers.
 */
export function refineLists(
  rows: usize,
  first: i32,
  end: i32,
  keys: usize,
  others: usize,
  capacity: i32,
): void {
  const length = rowLength();
  for (let at = first; at < end; at++) {
    const own = rowAddress(rowAt(rows, 0, at));
    const list = (<usize>at * capacity) << 2;
    for (let rank = 0; rank < capacity; rank++) {
      const other = load<i32>(others + list + (rank << 2));
      if (other == -1) break;
      const gap = squaredGap(own, rowAddress(other & rowMask), length);
      insertSorted(keys + list, others + list, rank, gap, other & rowMask);
    }
  }
}

/** Inserts an entry into the sorted ones before it. */
function insertSorted(keys: usize, others: usize, rank: i32, gap: f32, row: i32): void {
  for (; rank > 0; rank--) {
    const before = load<f32>(keys + ((rank - 1) << 2));
    const rowBefore = load<i32>(others + ((rank - 1) << 2));
    if (before < gap || (before == gap && rowBefore < row)) break;
    store<f32>(keys + (rank << 2), before);
    store<i32>(others + (rank << 2), rowBefore);
  }
  store<f32>(keys + (rank << 2), gap);
  store<i32>(others + (rank << 2), row);
}
