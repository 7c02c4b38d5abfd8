// Neighbour lists: `capacity` keys (squared distances) in rising order, and beside them the row number of each.

/** Flag of an entry whose neighbours have been visited; the row number is in the lower bits. */
export const seenBit: i32 = i32.MIN_VALUE;
export const rowMask: i32 = i32.MAX_VALUE;

/** Clears entries: an empty entry is farther than any row. */
export function clearLists(keys: usize, others: usize, entries: i32): void {
  memory.fill(others, 0xff, (<usize>entries) << 2);
  for (let at = 0; at < entries; at++) store<f32>(keys + ((<usize>at) << 2), f32.MAX_VALUE);
}

/**
 * Inserts a row if it is among the nearest and not in the list yet. Ties are ordered by row number, so that the
 * list does not depend on insertion order. Returns whether the list changed.
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

/** Returns the row number of an entry; an empty entry has the highest number. */
function rowAt(others: usize, rank: i32): i32 {
  return load<i32>(others + (rank << 2)) & rowMask;
}

/** Merges the lists at `from` into those at `to`. */
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
