import { rowAddress, rowLength } from './join.ts';
import { multiplyFour } from './rows.ts';

/** The inner products of listed rows with a direction. Room for three more of each lies behind the last. */
export function projectRows(rows: usize, count: i32, direction: usize, products: usize): void {
  const length = rowLength();
  const last = rows + ((<usize>(count - 1)) << 2);
  for (let at = 0; at < count; at += 4) {
    const from = rows + ((<usize>at) << 2);
    const dot = multiplyFour(
      direction,
      addressAt(from, last),
      addressAt(from + 4, last),
      addressAt(from + 8, last),
      addressAt(from + 12, last),
      length,
    );
    v128.store(products + ((<usize>at) << 2), dot);
  }
}

function addressAt(at: usize, last: usize): usize {
  return rowAddress(load<i32>(min(at, last)));
}
