import type { NeighbourSearch } from './compareAllPairs.ts';
import type { MapKernel } from '../../kernels/map/mapKernel.ts';
import {
  drawSample,
  listsAt,
  groundTruthCapacity,
  type NeighbourBuffers,
} from '../workers/neighbourBuffers.ts';

/** The true neighbours of a sample of rows, to measure the recall of a search with. */
export type SampleGroundTruth = {
  /** Whether comparing quantized rows reaches the target recall. */
  readonly byCodes: boolean;
  /** Returns the share of the true neighbours that a list set contains. */
  readonly recallOf: (set: number) => number;
};

/** List entries hold the row number in the lower 31 bits and a flag above. */
const rowMask = 0x7fffffff;

/**
 * Finds the true neighbours of a sample by comparing it with all rows. Compares quantized rows first and re-
 * ranks a few times as many candidates as needed by their float32 values. If the quantized order misses too
 * many, as for groups of nearly equal rows, the comparison is repeated with float32 values.
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

/** Returns the share of the true neighbours that are in the lists. */
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
