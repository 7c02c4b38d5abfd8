// A round of NN-descent: compares each row with the neighbours of its neighbours.
import {
  quantizedSquareOf,
  codesOf,
  multiplyFourQuantized,
  raiseCodes,
  scaleOf,
} from './quantizedRows.ts';
import { rowAddress, rowLength, scratchAt, squareOf } from './tile.ts';
import { insertIfNearer, rowMask, seenBit } from './neighbourLists.ts';
import { multiplyFour } from './rowProducts.ts';

// Lists of this round and of the next, and the reverse lists.
let keys: usize = 0;
let others: usize = 0;
let nextKeys: usize = 0;
let nextOthers: usize = 0;
let capacity: i32 = 0;
/** Whether quantized rows are compared. */
let isQuantized: bool = false;
let reverse: usize = 0;
let reverseCounts: usize = 0;
/** Per row, the stamp of the last row that had it as a candidate. */
let visited: usize = 0;
let stamp: i32 = 0;
let candidates: usize = 0;
let candidateCount: i32 = 0;
/**
 * Ranks of a list that NN-descent follows; later entries seldom lead to nearer rows. Following 16 of 20 takes a
 * quarter less CPU time for 0.003 less recall per round.
 */
const followedRanks: i32 = 16;

/**
 * Sets the working memory: the reverse lists that `reverseLists` writes, and per thread a stamp for each row (zeros at
 * first) and (2 x capacity)^2 + 4 candidates.
 */
export function setDescentBuffers(
  reverseAt: usize,
  reverseCountsAt: usize,
  visitedAt: usize,
  candidatesAt: usize,
): void {
  reverse = reverseAt;
  reverseCounts = reverseCountsAt;
  visited = visitedAt;
  candidates = candidatesAt;
}

/** Begins an NN-descent round (Dong, Moses and Li, 2011): reads one list set and writes the next. */
export function beginDescentRound(
  keysAt: usize,
  othersAt: usize,
  nextKeysAt: usize,
  nextOthersAt: usize,
  perRow: i32,
  byCodes: bool,
): void {
  keys = keysAt;
  others = othersAt;
  nextKeys = nextKeysAt;
  nextOthers = nextOthersAt;
  capacity = perRow;
  isQuantized = byCodes;
}

/** Builds the reverse lists: the rows that list each row, highest ranks first, at most `perRow` of them. */
export function reverseLists(
  othersAt: usize,
  rows: i32,
  perRow: i32,
  reverseAt: usize,
  countsAt: usize,
): void {
  memory.fill(countsAt, 0, (<usize>rows) << 2);
  const followed = min(perRow, followedRanks);
  for (let rank = 0; rank < followed; rank++) {
    for (let row = 0; row < rows; row++) {
      const entry = load<i32>(othersAt + ((<usize>row * perRow + rank) << 2));
      if (entry == -1) continue;
      const other = entry & rowMask;
      const countAt = countsAt + ((<usize>other) << 2);
      const count = load<i32>(countAt);
      if (count == followed) continue;
      store<i32>(reverseAt + ((<usize>other * perRow + count) << 2), row | (entry & seenBit));
      store<i32>(countAt, count + 1);
    }
  }
}

/**
 * Writes the next lists of the rows from `first` to `end`: the current lists improved by the neighbours of
 * neighbours, in both directions. Skips pairs without a new entry. Returns the number of new entries.
 */
export function expandRows(first: i32, end: i32): i32 {
  let changes = 0;
  for (let row = first; row < end; row++) {
    const list = (<usize>row * capacity) << 2;
    memory.copy(nextKeys + list, keys + list, (<usize>capacity) << 2);
    collect(row);
    for (let rank = 0; rank < capacity; rank++) {
      const entry = load<i32>(others + list + (rank << 2));
      // Ranks never improve: an entry beyond the followed ranks stays there.
      const isSeen = rank < followedRanks && entry != -1;
      store<i32>(nextOthers + list + (rank << 2), isSeen ? entry | seenBit : entry);
    }
    changes += compare(row, nextKeys + list, nextOthers + list);
  }
  return changes;
}

/** Collects the candidates of a row. */
function collect(row: i32): void {
  candidateCount = 0;
  stamp++;
  visit(row);
  const list = others + ((<usize>row * capacity) << 2);
  for (let rank = 0; rank < capacity; rank++) {
    const entry = load<i32>(list + (rank << 2));
    if (entry != -1) visit(entry & rowMask);
  }
  for (let rank = 0; rank < min(capacity, followedRanks); rank++) {
    const entry = load<i32>(list + (rank << 2));
    if (entry != -1) collectAround(entry);
  }
  const count = load<i32>(reverseCounts + ((<usize>row) << 2));
  for (let rank = 0; rank < count; rank++) {
    const entry = load<i32>(reverse + ((<usize>row * capacity + rank) << 2));
    if (entry >= 0) consider(entry);
    collectAround(entry);
  }
}

function collectAround(entry: i32): void {
  const row = entry & rowMask;
  const isSeen = entry & seenBit;
  const list = others + ((<usize>row * capacity) << 2);
  for (let rank = 0; rank < min(capacity, followedRanks); rank++) {
    const other = load<i32>(list + (rank << 2));
    if (other != -1 && (other & isSeen) >= 0) consider(other & rowMask);
  }
  const count = load<i32>(reverseCounts + ((<usize>row) << 2));
  const from = reverse + ((<usize>row * capacity) << 2);
  for (let rank = 0; rank < count; rank++) {
    const other = load<i32>(from + (rank << 2));
    if ((other & isSeen) >= 0) consider(other & rowMask);
  }
}

function consider(row: i32): void {
  if (load<i32>(visited + ((<usize>row) << 2)) == stamp) return;
  visit(row);
  store<i32>(candidates + (candidateCount++ << 2), row);
}

function visit(row: i32): void {
  store<i32>(visited + ((<usize>row) << 2), stamp);
}

function compare(row: i32, listKeys: usize, listOthers: usize): i32 {
  if (isQuantized) raiseCodes(codesOf(row), scratchAt());
  let changes = 0;
  // Pads the candidates to a multiple of four with the row itself.
  for (let at = 0; at < 3; at++) store<i32>(candidates + ((candidateCount + at) << 2), row);
  for (let at = 0; at < candidateCount; at += 4) {
    const from = candidates + (at << 2);
    const a = load<i32>(from);
    const b = load<i32>(from, 4);
    const c = load<i32>(from, 8);
    const d = load<i32>(from, 12);
    const gap = isQuantized ? quantizedGaps(row, a, b, c, d) : gaps(row, a, b, c, d);
    const worst = v128.load32_splat(listKeys + ((capacity - 1) << 2));
    const bits = i32x4.bitmask(f32x4.le(gap, worst));
    if (bits == 0) continue;
    if (bits & 1)
      changes += i32(insertIfNearer(listKeys, listOthers, capacity, f32x4.extract_lane(gap, 0), a));
    if (bits & 2 && b != row)
      changes += i32(insertIfNearer(listKeys, listOthers, capacity, f32x4.extract_lane(gap, 1), b));
    if (bits & 4 && c != row)
      changes += i32(insertIfNearer(listKeys, listOthers, capacity, f32x4.extract_lane(gap, 2), c));
    if (bits & 8 && d != row)
      changes += i32(insertIfNearer(listKeys, listOthers, capacity, f32x4.extract_lane(gap, 3), d));
  }
  return changes;
}

/** Returns the squared distances of a row to four others. */
function gaps(row: i32, a: i32, b: i32, c: i32, d: i32): v128 {
  const dot = multiplyFour(
    rowAddress(row),
    rowAddress(a),
    rowAddress(b),
    rowAddress(c),
    rowAddress(d),
    rowLength(),
  );
  const squares = f32x4(squareOf(a), squareOf(b), squareOf(c), squareOf(d));
  return f32x4.sub(f32x4.add(f32x4.splat(squareOf(row)), squares), f32x4.add(dot, dot));
}

/**
 * Returns approximate squared distances from quantized rows. The raised codes of the row are in the scratch
 * memory.
 */
function quantizedGaps(row: i32, a: i32, b: i32, c: i32, d: i32): v128 {
  const own = codesOf(row);
  const atA = codesOf(a);
  const atB = codesOf(b);
  const atC = codesOf(c);
  const atD = codesOf(d);
  const dot = multiplyFourQuantized(scratchAt(), atA, atB, atC, atD);
  const squares = f32x4(
    quantizedSquareOf(atA),
    quantizedSquareOf(atB),
    quantizedSquareOf(atC),
    quantizedSquareOf(atD),
  );
  const lengths = f32x4.add(f32x4.splat(quantizedSquareOf(own)), squares);
  return f32x4.sub(lengths, f32x4.mul(f32x4.splat(2 * scaleOf(own)), dot));
}
