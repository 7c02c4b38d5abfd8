import * as prefixScanBlock from './blocks/prefixScanBlock.ts';
import * as projectionBlock from './blocks/projectionBlock.ts';
import * as scanBlock from './blocks/scanBlock.ts';
import * as scoreBlock from './blocks/scoreBlock.ts';

/** Byte offset of each parameter of a kernel call: all are float64. */
type BlockLayout = Readonly<Record<string, number>>;

/** A number for each parameter of a block. */
type BlockValues<L extends BlockLayout> = { readonly [Name in keyof L]: number };

/** The layouts of the kernel's parameter blocks, by call. */
export const blocks = {
  scan: scanBlock,
  prefixScan: prefixScanBlock,
  projection: projectionBlock,
  score: scoreBlock,
} as const;

/** Size of a block in bytes, a multiple of 8. */
export function blockBytes(layout: BlockLayout): number {
  return Object.keys(layout).length * Float64Array.BYTES_PER_ELEMENT;
}

/** Writes a call's parameters at `at`, a multiple of 8, of the kernel's memory. */
export function writeBlock<L extends BlockLayout>(
  memory: ArrayBufferLike,
  at: number,
  layout: L,
  values: BlockValues<L>,
): void {
  const block = new Float64Array(memory, at, blockBytes(layout) / Float64Array.BYTES_PER_ELEMENT);
  for (const name of Object.keys(layout))
    block[layout[name]! / Float64Array.BYTES_PER_ELEMENT] = values[name]!;
}
