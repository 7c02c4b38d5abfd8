import { statisticsBytes } from '../../kernels/search/kernel.ts';
import { Failure } from '../../../common/failure.ts';
import { Bits } from '../../structures/bits.ts';
import { codeLayout } from '../quantize/codeSegment.ts';
import { FloatRowReader } from '../disk/floatRowReader.ts';
import type { SplitParams } from '../prefix/prefixCalls.ts';
import { RowSplitter, type SplitRows } from './rowSplitter.ts';
import { splitLayout } from './splitLayout.ts';

/** Splits the rows of a segment: by their vectors where these can be read, which says more than their codes do. */
export function splitRows(
  module: WebAssembly.Module,
  { dimension, isNormalised, segment, basis, rows, floats }: SplitParams,
): SplitRows {
  const layout = codeLayout(dimension);
  const splitter = new RowSplitter(module, dimension, basis);
  const into = roomFor(dimension, basis.width, rows);
  const done = new Bits();
  if (floats !== undefined) {
    const { file, firstRow, rows: asked } = floats;
    try {
      new FloatRowReader().read(file, asked, (at, values) => {
        const row = asked[at]! - firstRow;
        splitter.splitFloats(values, isNormalised, into, row);
        done.set(row, true);
      });
    } catch (error) {
      // Who reads a broken row for a search gives the file up.
      if (!Failure.is(error, 'damaged')) throw error;
    }
  }
  const codes = new Uint8Array(segment.memory.buffer);
  for (let row = 0; row < rows; row++)
    if (!done.has(row)) splitter.splitCodes(codes, layout, into, row);
  return into;
}

function roomFor(dimension: number, width: number, rows: number): SplitRows {
  const { rowBytes } = splitLayout(dimension, width);
  return {
    rests: new Uint8Array(rows * rowBytes),
    statistics: new Uint8Array(rows * statisticsBytes),
    prefixes: new Uint8Array(rows * width),
    prefixStatistics: new Uint8Array(rows * statisticsBytes),
  };
}
