import { describe, expect, it } from 'vitest';
import { slotOrderOf } from '../../../../src/engine/map/workers/slotOrder.ts';

describe('the slots of shuffled positions', () => {
  it.each([1, 2, 3, 4, 8, 10, 89, 512, 10_000])('hold each of %i nodes once', (nodes) => {
    const { nodeStride, slotStride, slots } = slotOrderOf(nodes);
    const numbers = Array.from({ length: nodes }, (_, at) => at);
    const nodeOf = numbers.map((slot) => (slot * nodeStride) % nodes);
    expect(nodeOf.toSorted((a, b) => a - b)).toEqual(numbers);
    expect(numbers.map((node) => nodeOf[(node * slotStride) % nodes])).toEqual(numbers);
    expect(slots).toBeGreaterThanOrEqual(nodes + 7);
  });

  it('hold nodes that are far apart from the next seven', () => {
    const nodes = 60_000;
    const { nodeStride } = slotOrderOf(nodes);
    const gaps = [1, 2, 3, 4, 5, 6, 7].map((apart) => {
      const gap = (apart * nodeStride) % nodes;
      return Math.min(gap, nodes - gap);
    });
    expect(Math.min(...gaps)).toBeGreaterThan(nodes / 20);
  });
});
