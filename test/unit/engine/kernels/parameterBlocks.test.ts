import { describe, expect, it } from 'vitest';
import {
  blockBytes,
  blocks,
  writeBlock,
} from '../../../../src/engine/kernels/search/parameterBlocks.ts';

describe('parameter blocks', () => {
  it.each(Object.entries(blocks))('%s: gives each parameter 8 bytes of its own', (_, layout) => {
    const offsets = Object.values<number>(layout).sort((one, other) => one - other);
    expect(offsets).toEqual(offsets.map((_offset, at) => 8 * at));
    expect(blockBytes(layout)).toBe(8 * offsets.length);
  });

  it('are written at their address, without other bytes', () => {
    const layout = { topK: 8, codes: 0 };
    const memory = new Float64Array([1, 2, 3, 4]);
    writeBlock(memory.buffer, 8, layout, { codes: 0.5, topK: 10 });
    expect(Array.from(memory)).toEqual([1, 0.5, 10, 4]);
  });
});
