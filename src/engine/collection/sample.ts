/**
 * A uniform sample of `limit` out of `total` items, in their order; all of them where there are no more. The same seed
 * and items give the same sample. (Selection sampling, Knuth, The Art of Computer Programming 2, 3.4.2, algorithm S.)
 */
export function sampleOf<T>(items: Iterable<T>, total: number, limit: number, seed: number): T[] {
  const random = randomNumbers(seed);
  const chosen: T[] = [];
  let left = total;
  for (const item of items) {
    if (chosen.length >= limit) break;
    if (left * random() < limit - chosen.length) chosen.push(item);
    left--;
  }
  return chosen;
}

/** Numbers from 0 to below 1 that the seed decides: mulberry32, by Tommy Ettinger (public domain). */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
