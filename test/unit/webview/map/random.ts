import { seededRandom } from '../../../support/random.ts';

/** Points in a few dense heaps of different width, with some twins and some without a place. */
export function clusteredPoints(count: number, seed: number): Float32Array {
  const random = seededRandom(seed);
  const xy = new Float32Array(count * 2);
  for (let index = 0; index < count; index++) {
    const heap = Math.floor(random() * 6);
    const width = 0.05 + heap * 0.4;
    xy[2 * index] = heap * 3 + (random() + random() - 1) * width;
    xy[2 * index + 1] = ((heap * 7) % 5) + (random() + random() - 1) * width;
    if (index % 97 === 96) xy.copyWithin(2 * index, 2 * index - 2, 2 * index);
    if (index % 211 === 210) xy[2 * index] = Number.NaN;
  }
  return xy;
}
