// Projects rows on the columns of a tile, and back, for PCA.
import { loadedTile, rowAddress, rowLength } from './tile.ts';
import { groupColumns, multiplyAdd, multiplyGroup, stripRows } from './rowProducts.ts';

/**
 * Writes the inner products of the rows from `first` to `end` with the first eight columns of the tile, eight
 * values per row.
 */
export function projectOnTile(first: i32, end: i32, products: usize): void {
  const strip = products + ((<usize>(end - first)) << 5);
  const last = end - 1;
  for (let at = first; at < end; at += stripRows) {
    // A partial last strip is written after all others and then copied.
    const isWhole = end - at >= stripRows;
    const to = isWhole ? products + ((<usize>(at - first)) << 5) : strip;
    multiplyGroup(
      rowAddress(at),
      rowAddress(min(at + 1, last)),
      rowAddress(min(at + 2, last)),
      rowAddress(min(at + 3, last)),
      rowLength(),
      loadedTile(),
      to,
    );
    if (!isWhole)
      memory.copy(products + ((<usize>(at - first)) << 5), strip, (<usize>(end - at)) << 5);
  }
}

/** Adds the weighted rows from `first` to `end` to eight sums; `weights` has eight values per row. */
export function addWeightedRows(first: i32, end: i32, weights: usize, sums: usize): void {
  const bytes = (<usize>rowLength()) << 2;
  for (let at = first; at < end; at += 2) {
    const row = rowAddress(at);
    const isPair = at + 1 < end;
    const next = isPair ? rowAddress(at + 1) : row;
    for (let column = 0; column < groupColumns; column += 4) {
      const from = weights + ((<usize>(at - first)) << 5) + (column << 2);
      const own = v128.load(from);
      const other = isPair ? v128.load(from, 32) : f32x4.splat(0);
      addPair(row, own, next, other, sums + column * bytes, bytes);
    }
  }
}

/** Adds two rows at once, which halves the loads and stores of the sums. */
function addPair(row: usize, own: v128, next: usize, other: v128, sums: usize, bytes: usize): void {
  const a = i32x4.shuffle(own, own, 0, 0, 0, 0);
  const b = i32x4.shuffle(own, own, 1, 1, 1, 1);
  const c = i32x4.shuffle(own, own, 2, 2, 2, 2);
  const d = i32x4.shuffle(own, own, 3, 3, 3, 3);
  const e = i32x4.shuffle(other, other, 0, 0, 0, 0);
  const f = i32x4.shuffle(other, other, 1, 1, 1, 1);
  const g = i32x4.shuffle(other, other, 2, 2, 2, 2);
  const h = i32x4.shuffle(other, other, 3, 3, 3, 3);
  for (let place: usize = 0; place < bytes; place += 16) {
    const x = v128.load(row + place);
    const y = v128.load(next + place);
    let to = sums + place;
    v128.store(to, multiplyAdd(y, e, multiplyAdd(x, a, v128.load(to))));
    to += bytes;
    v128.store(to, multiplyAdd(y, f, multiplyAdd(x, b, v128.load(to))));
    to += bytes;
    v128.store(to, multiplyAdd(y, g, multiplyAdd(x, c, v128.load(to))));
    to += bytes;
    v128.store(to, multiplyAdd(y, h, multiplyAdd(x, d, v128.load(to))));
  }
}
