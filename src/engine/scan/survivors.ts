import type { Kept } from './firstPass.ts';
import { kthLargest } from './kthLargest.ts';

/** The rows, rising, that can be among the `topK` best of everything that all threads looked at. */
export function survivors(parts: readonly Kept[], topK: number): Uint32Array {
  const lowers = joinFloats(parts.map(({ lowers: part }) => part));
  const threshold = lowers.length < topK ? -Infinity : kthLargest(lowers, topK);
  const rows = new Uint32Array(parts.reduce((sum, part) => sum + part.rows.length, 0));
  let count = 0;
  for (const part of parts) {
    for (let at = 0; at < part.uppers.length; at++) {
      // A bound that is no number keeps its row.
      if (!(part.uppers[at]! < threshold)) rows[count++] = part.rows[at]!;
    }
  }
  return rows.slice(0, count).sort();
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
