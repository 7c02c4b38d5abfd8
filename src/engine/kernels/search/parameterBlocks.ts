import * as prefixScanBlock from './blocks/prefixScanBlock.ts';
import * as projectionBlock from './blocks/projectionBlock.ts';
import * as scanBlock from './blocks/scanBlock.ts';
import * as scoreBlock from './blocks/scoreBlock.ts';

/** A block with the parameters at the given byte offsets: 0, 8, 16 and so on, in any order. */
export function parameterBlock<Name extends string>(
  offsets: Readonly<Record<Name, number>>,
): ParameterBlock<Name> {
  const names = Object.keys(offsets) as Name[];
  names.sort((one, other) => offsets[one] - offsets[other]);
  return { bytes: names.length * Float64Array.BYTES_PER_ELEMENT, names };
}

/** The parameters of a kernel call, each a float64 at its own place in a block of the kernel's memory. */
export type ParameterBlock<Name extends string> = {
  /** Size of the block, a multiple of 8. */
  readonly bytes: number;
  /** The name of each parameter, in the order of their places. */
  readonly names: readonly Name[];
};

/** The kernel's parameter blocks, by call. */
export const blocks = {
  scan: parameterBlock(scanBlock),
  prefixScan: parameterBlock(prefixScanBlock),
  projection: parameterBlock(projectionBlock),
  score: parameterBlock(scoreBlock),
} as const;

/** Writes a call's parameters at `at`, a multiple of 8, of the kernel's memory. */
export function writeBlock<Name extends string>(
  memory: ArrayBufferLike,
  at: number,
  { bytes, names }: ParameterBlock<Name>,
  values: Readonly<Record<Name, number>>,
): void {
  const block = new Float64Array(memory, at, bytes / Float64Array.BYTES_PER_ELEMENT);
  for (let place = 0; place < names.length; place++) block[place] = values[names[place]!];
}
