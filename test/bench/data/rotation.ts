import { shuffled } from './shuffled.ts';

const block = 256;
const rounds = 3;

/**
 * A seeded rotation of vectors whose dimension is a multiple of 256, in place: signs, a new order, and Walsh and
 * Hadamard's transform of each block, three times. Spreads every direction over all dimensions, as trained models do.
 */
export function rotation(dimension: number, random: () => number): (values: Float32Array) => void {
  const steps = Array.from({ length: rounds }, () => ({
    order: shuffled(dimension, random),
    signs: Float32Array.from({ length: dimension }, () => (random() < 0.5 ? -1 : 1)),
  }));
  const moved = new Float32Array(dimension);
  return (values) => {
    for (const { order, signs } of steps) {
      for (let at = 0; at < dimension; at++) moved[at] = signs[at]! * values[order[at]!]!;
      for (let from = 0; from < dimension; from += block)
        transform(moved.subarray(from, from + block));
      values.set(moved);
    }
  };
}

function transform(values: Float32Array): void {
  for (let half = 1; half < values.length; half *= 2) {
    for (let from = 0; from < values.length; from += 2 * half) {
      for (let at = from; at < from + half; at++) {
        const one = values[at]!;
        const other = values[at + half]!;
        values[at] = one + other;
        values[at + half] = one - other;
      }
    }
  }
  const scale = 1 / Math.sqrt(values.length);
  for (let at = 0; at < values.length; at++) values[at]! *= scale;
}
