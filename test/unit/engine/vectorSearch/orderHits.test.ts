import { expect, it } from 'vitest';
import { orderHits } from '../../../../src/engine/vectorSearch/exact/orderHits.ts';
import { seededRandom } from '../../../support/random.ts';
import { listed } from './oracle.ts';

/** Scores that are easily put in a wrong order: among them ties, zeros of both signs, and what float32 cannot hold. */
const peculiar = [0, -0, 1e-45, -1e-45, 1, 1 + 2 ** -40, -1, 3e38, -3e38, 1e60, 2e60, -1e60, -2e60];

for (const count of [0, 1, 13, 255, 256, 5000])
  for (const sign of [1, -1] as const)
    it(`gives the best of ${count} scores in their order, the ${sign > 0 ? 'highest' : 'lowest'} first`, () => {
      const random = seededRandom(count + sign);
      const scores = Float64Array.from({ length: count }, () =>
        random() < 0.3
          ? peculiar[Math.floor(peculiar.length * random())]!
          : (random() - 0.5) * 10 ** Math.floor(6 * random() - 3),
      );
      const rows = Uint32Array.from(scores, (_, at) => 7 * at + 1);
      const expected = listed({ rows, scores: scores.map(rounded) }).sort(
        (one, other) => sign * (other.score - one.score) || other.row - one.row,
      );
      for (const topK of [1, 10, count >> 1, count, count + 1].filter((one) => one > 0)) {
        const isBefore = (one: number, other: number): boolean => one > other;
        const hits = orderHits({ rows, scores }, { topK, direction: sign, isBefore });
        expect(listed(hits)).toEqual(expected.slice(0, topK));
      }
    });

function rounded(score: number): number {
  const float = Math.fround(score);
  return (Number.isFinite(float) ? float : score) + 0;
}
