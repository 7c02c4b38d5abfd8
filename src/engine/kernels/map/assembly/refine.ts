import { listed, rowAddress, rowLength } from './join.ts';
import { rowMask } from './lists.ts';
import { squaredGap } from './rows.ts';

/**
 * Measures the gaps of the lists from `first` to `end` anew, from the differences of rows, and sorts by them. The lists
 * are those of the rows that are listed at `rows`, or, where that is 0, of the rows of the same numbers.
 */
export function refineLists(
  rows: usize,
  first: i32,
  end: i32,
  keys: usize,
  others: usize,
  pool: i32,
): void {
  const length = rowLength();
  for (let at = first; at < end; at++) {
    const own = rowAddress(listed(rows, 0, at));
    const list = (<usize>at * pool) << 2;
    for (let place = 0; place < pool; place++) {
      const other = load<i32>(others + list + (place << 2));
      if (other == -1) break;
      const gap = squaredGap(own, rowAddress(other & rowMask), length);
      sortIn(keys + list, others + list, place, gap, other & rowMask);
    }
  }
}

/** The places in front are in order. */
function sortIn(keys: usize, others: usize, place: i32, gap: f32, row: i32): void {
  for (; place > 0; place--) {
    const before = load<f32>(keys + ((place - 1) << 2));
    const rowBefore = load<i32>(others + ((place - 1) << 2));
    if (before < gap || (before == gap && rowBefore < row)) break;
    store<f32>(keys + (place << 2), before);
    store<i32>(others + (place << 2), rowBefore);
  }
  store<f32>(keys + (place << 2), gap);
  store<i32>(others + (place << 2), row);
}
