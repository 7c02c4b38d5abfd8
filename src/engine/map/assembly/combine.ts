import { loadedTile, rowAddress, rowLength } from './join.ts';
import { groupColumns, multiplyAdd, multiplyGroup, stripRows } from './rows.ts';

/** The inner products of the rows from `first` to `end` with the tile's first eight columns, eight numbers a row. */
export function projectOnTile(first: i32, end: i32, products: usize): void {
  const strip = products + ((<usize>(end - first)) << 5);
  const last = end - 1;
  for (let at = first; at < end; at += stripRows) {
    // The last strip may be shorter than what is written: that goes behind all.
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

/** Adds the rows from `first` to `end` to eight sums of a row's length, each times its weight, eight numbers a row. */
export function combineRows(first: i32, end: i32, weights: usize, sums: usize): void {
  const bytes = (<usize>rowLength()) << 2;
  for (let at = first; at < end; at++) {
    const row = rowAddress(at);
    for (let column = 0; column < groupColumns; column += 4) {
      const from = weights + ((<usize>(at - first)) << 5) + (column << 2);
      const a = v128.load32_splat(from);
      const b = v128.load32_splat(from, 4);
      const c = v128.load32_splat(from, 8);
      const d = v128.load32_splat(from, 12);
      let to = sums + column * bytes;
      for (let place: usize = 0; place < bytes; place += 16) {
        const values = v128.load(row + place);
        v128.store(to, multiplyAdd(values, a, v128.load(to)));
        v128.store(to + bytes, multiplyAdd(values, b, v128.load(to + bytes)));
        v128.store(to + 2 * bytes, multiplyAdd(values, c, v128.load(to + 2 * bytes)));
        v128.store(to + 3 * bytes, multiplyAdd(values, d, v128.load(to + 3 * bytes)));
        to += 16;
      }
    }
  }
}
