import { createRandom } from '../../common/random.ts';

/**
 * A uniform sample of `limit` out of `total` items, in their order; all of them where there are no more. The same seed
 * and items give the same sample. (Selection sampling, Knuth, The Art of Computer Programming 2, 3.4.2, algorithm S.)
 */
export function sampleOf<T>(items: Iterable<T>, total: number, limit: number, seed: number): T[] {
  const random = createRandom(seed);
  const chosen: T[] = [];
  let left = total;
  for (const item of items) {
    if (chosen.length >= limit) break;
    if (left * random.next() < limit - chosen.length) chosen.push(item);
    left--;
  }
  return chosen;
}
