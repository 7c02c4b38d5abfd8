import { BitSet, rowsOf } from '../../structures/bitSet.ts';
import type { ScanCandidates } from './scanPlan.ts';
import { selectKthLargest } from '../../structures/kthLargest.ts';

/** The rows that can be among the `topK` best of all threads' candidates, in ascending order. */
export function mergeCandidates(parts: readonly ScanCandidates[], topK: number): Uint32Array {
  const lowers = joinFloats(parts.map(({ lowerBounds: part }) => part));
  const threshold = lowers.length < topK ? -Infinity : selectKthLargest(lowers, topK);
  const rows = new Uint32Array(parts.reduce((sum, part) => sum + part.rows.length, 0));
  let count = 0;
  for (const part of parts) {
    for (let at = 0; at < part.upperBounds.length; at++) {
      // A bound that is NaN keeps its row.
      if (!(part.upperBounds[at]! < threshold)) rows[count++] = part.rows[at]!;
    }
  }
  return sorted(rows.subarray(0, count));
}

/** Distinct rows in ascending order. Dense rows are sorted as bits, which is faster. */
function sorted(rows: Uint32Array): Uint32Array {
  let last = 0;
  for (let at = 0; at < rows.length; at++) last = Math.max(last, rows[at]!);
  if (last > 256 * rows.length) return rows.slice().sort();
  const bits = new BitSet(new Uint32Array((last >>> 5) + 1));
  for (let at = 0; at < rows.length; at++) bits.set(rows[at]!, true);
  return rowsOf(bits.words, rows.length);
}

function joinFloats(parts: readonly Float32Array[]): Float32Array {
  const joined = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
