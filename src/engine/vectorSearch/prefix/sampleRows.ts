import { statisticsBytes } from '../../kernels/search/kernel.ts';
import { createRandom } from '../../../common/random.ts';
import type { QuantizedLayout, SegmentRef } from '../quantize/quantizedSegment.ts';
import type { RowSample } from './principalDirections.ts';

/** A sample of rows, decoded from their codes: a random row of each stretch of equal length. */
export function sampleRows(
  segments: readonly SegmentRef[],
  layout: QuantizedLayout,
  rows: Uint32Array,
  seed: number,
): RowSample {
  const { dimension, stride, capacity, statisticsAt } = layout;
  const random = createRandom(seed);
  const count = Math.min(rows.length, maxRows, Math.ceil(sampleNumbers / dimension));
  const values = new Float32Array(count * dimension);
  for (let at = 0; at < count; at++) {
    const row = rows[Math.floor(((at + random.next()) * rows.length) / count)]!;
    const { buffer } = segments[Math.floor(row / capacity)]!.memory;
    const place = row % capacity;
    const codes = new Int8Array(buffer, place * stride, dimension);
    const scale = new Float32Array(buffer, statisticsAt + place * statisticsBytes, 1)[0]!;
    for (let d = 0; d < dimension; d++) values[at * dimension + d] = scale * codes[d]!;
  }
  return { values, count, dimension };
}

/** Size of a sample: about a second of computing directions, and enough rows for ten neighbours to be few. */
const sampleNumbers = 1_000_000;
const maxRows = 4000;
