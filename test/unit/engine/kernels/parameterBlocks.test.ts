import { describe, expect, it } from 'vitest';
import * as prefixScanBlock from '../../../../src/engine/kernels/search/blocks/prefixScanBlock.ts';
import * as projectionBlock from '../../../../src/engine/kernels/search/blocks/projectionBlock.ts';
import * as scanBlock from '../../../../src/engine/kernels/search/blocks/scanBlock.ts';
import * as scoreBlock from '../../../../src/engine/kernels/search/blocks/scoreBlock.ts';
import {
  parameterBlock,
  writeBlock,
} from '../../../../src/engine/kernels/search/parameterBlocks.ts';

const layouts = { scanBlock, prefixScanBlock, projectionBlock, scoreBlock };

describe('parameter blocks', () => {
  it.each(Object.entries(layouts))('%s gives each parameter 8 bytes of its own', (_, layout) => {
    const offsets = Object.values<number>(layout).sort((one, other) => one - other);
    expect(offsets).toEqual(offsets.map((_offset, at) => 8 * at));
  });

  it('are written at their address, without other bytes', () => {
    const block = parameterBlock({ topK: 8, codes: 0 });
    const memory = new Float64Array([1, 2, 3, 4]);
    writeBlock(memory.buffer, 8, block, { codes: 0.5, topK: 10 });
    expect(Array.from(memory)).toEqual([1, 0.5, 10, 4]);
  });
});
