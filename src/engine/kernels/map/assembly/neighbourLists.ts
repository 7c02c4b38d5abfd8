// Lists of the nearest rows: `pool` keys (squared gaps) in growing order, and the rows that they belong to beside them.

/** Set in a list's entry once its neighbourhood has been looked at; a row's number is what is below. */
export const seenBit: i32 = i32.MIN_VALUE;
export const rowMask: i32 = i32.MAX_VALUE;

/** Empties so many places: what is further than any row stands there. */
export function clearLists(keys: usize, others: usize, entries: i32): void {
  memory.fill(others, 0xff, (<usize>entries) << 2);
  for (let at = 0; at < entries; at++) store<f32>(keys + ((<usize>at) << 2), f32.MAX_VALUE);
}

/**
 * Puts a row into a list if it is among the nearest, and not there yet. Rows at the same gap go by their number, so that
 * a list does not depend on the order in which rows come. Returns whether the list has changed.
 */
export function insertIfNearer(
  keys: usize,
  others: usize,
  capacity: i32,
  gap: f32,
  row: i32,
): bool {
  let at = capacity - 1;
  const last = load<f32>(keys + (at << 2));
  if (gap > last || (gap == last && row >= rowAt(others, at))) return false;
  for (let rank = 0; rank < capacity; rank++) if (rowAt(others, rank) == row) return false;
  for (; at > 0; at--) {
    const before = load<f32>(keys + ((at - 1) << 2));
    if (before < gap || (before == gap && rowAt(others, at - 1) < row)) break;
    store<f32>(keys + (at << 2), before);
    store<i32>(others + (at << 2), load<i32>(others + ((at - 1) << 2)));
  }
  store<f32>(keys + (at << 2), gap);
  store<i32>(others + (at << 2), row);
  return true;
}

/** An empty place counts as the highest number of all. */
function rowAt(others: usize, rank: i32): i32 {
  return load<i32>(others + (rank << 2)) & rowMask;
}

/** Offers what `from` holds to `to`, list by list. */
export function mergeLists(
  keys: usize,
  others: usize,
  fromKeys: usize,
  fromOthers: usize,
  lists: i32,
  capacity: i32,
): void {
  const bytes = (<usize>capacity) << 2;
  for (let list = 0; list < lists; list++) {
    for (let rank = 0; rank < capacity; rank++) {
      const row = load<i32>(fromOthers + (rank << 2));
      if (row < 0) break;
      if (!insertIfNearer(keys, others, capacity, load<f32>(fromKeys + (rank << 2)), row)) break;
    }
    keys += bytes;
    others += bytes;
    fromKeys += bytes;
    fromOthers += bytes;
  }
}
