import type { NeighbourSearch } from './compareAllPairs.ts';
import type { MapKernel } from '../../kernels/map/mapKernel.ts';
import {
  drawSample,
  listsAt,
  groundTruthCapacity,
  type NeighbourBuffers,
} from '../workers/neighbourBuffers.ts';

/** Entries of lists have a mark beside the row's number. */
const rowMask = 0x7fffffff;

/** The nearest rows of a sample's rows among all, to measure by what was found. */
export type SampleGroundTruth = {
  /** Whether codes tell near rows apart well enough to find as many of them as are wanted. */
  readonly byCodes: boolean;
  /** The share of them that the lists of a set hold. */
  readonly recallOf: (set: number) => number;
};

/**
 * Compares a sample with all rows by their codes, and takes from a few times as many as are wanted the nearest. Where
 * codes are too coarse, as in groups whose rows hardly differ, that shows: what was nearest by codes is not what is
 * nearest. Then all is done again by the values, as it is at once where there are no codes.
 */
export async function findGroundTruth(
  search: NeighbourSearch,
  kernel: MapKernel,
  wantedRecall: number,
): Promise<SampleGroundTruth> {
  const { workers, buffers, seed } = search;
  const { memory, addresses, sampled, listCapacity } = buffers;
  const sample = drawSample(buffers, seed);
  const perRow = groundTruthCapacity(listCapacity);
  const nearest = new Int32Array(memory.buffer, addresses.sampleOthers, sampled * perRow);
  const wanted = Math.min(search.wanted, listCapacity);
  const run = async (byCodes: boolean): Promise<number> => {
    kernel.clearLists(addresses.sampleKeys, addresses.sampleOthers, nearest.length);
    await workers.run({ kind: 'search', byCodes });
    const first = nearest.slice();
    await workers.run({ kind: 'refineSample' });
    return shareOf(sample, (at) => ({
      list: first.subarray(at * perRow, at * perRow + listCapacity),
      truth: nearest.subarray(at * perRow, at * perRow + wanted),
    }));
  };
  const byCodes = buffers.isQuantized && (await run(true)) >= wantedRecall;
  if (!byCodes) await run(false);
  return {
    byCodes,
    recallOf: (set) => {
      const others = entriesOf(buffers, set);
      return shareOf(sample, (at, row) => ({
        list: others.subarray(row * listCapacity, (row + 1) * listCapacity),
        truth: nearest.subarray(at * perRow, at * perRow + wanted),
      }));
    },
  };
}

function entriesOf(buffers: NeighbourBuffers, set: number): Int32Array {
  const { memory, count, listCapacity } = buffers;
  return new Int32Array(memory.buffer, listsAt(buffers, set).others, count * listCapacity);
}

type Lists = { readonly list: Int32Array; readonly truth: Int32Array };

/** The share of all truth that is in the lists. */
function shareOf(sample: Int32Array, listsOf: (at: number, row: number) => Lists): number {
  let [found, all] = [0, 0];
  sample.forEach((row, at) => {
    const { list, truth } = listsOf(at, row);
    const held = new Set(list.map((entry) => entry & rowMask));
    for (const other of truth) found += Number(held.has(other));
    all += truth.length;
  });
  return found / all;
}
