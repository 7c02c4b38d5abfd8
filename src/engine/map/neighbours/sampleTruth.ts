import type { NeighbourSearch } from './compareAll.ts';
import type { MapKernel } from '../../kernels/map/mapKernel.ts';
import { drawSample, listsAt, truthPlaces, type RowSpace } from '../workers/rowSpace.ts';

/** Entries of lists have a mark beside the row's number. */
const rowMask = 0x7fffffff;

/** The nearest rows of a sample's rows among all, to measure by what was found. */
export type SampleTruth = {
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
export async function findTruth(
  search: NeighbourSearch,
  kernel: MapKernel,
  wantedRecall: number,
): Promise<SampleTruth> {
  const { crew, space, seed } = search;
  const { memory, places, sampled, pool } = space;
  const sample = drawSample(space, seed);
  const perRow = truthPlaces(pool);
  const nearest = new Int32Array(memory.buffer, places.sampleOthers, sampled * perRow);
  const wanted = Math.min(search.wanted, pool);
  const run = async (byCodes: boolean): Promise<number> => {
    kernel.clearLists(places.sampleKeys, places.sampleOthers, nearest.length);
    await crew.run({ kind: 'search', byCodes });
    const first = nearest.slice();
    await crew.run({ kind: 'refineSample' });
    return shareOf(sample, (at) => ({
      list: first.subarray(at * perRow, at * perRow + pool),
      truth: nearest.subarray(at * perRow, at * perRow + wanted),
    }));
  };
  const byCodes = space.isCoded && (await run(true)) >= wantedRecall;
  if (!byCodes) await run(false);
  return {
    byCodes,
    recallOf: (set) => {
      const others = entriesOf(space, set);
      return shareOf(sample, (at, row) => ({
        list: others.subarray(row * pool, (row + 1) * pool),
        truth: nearest.subarray(at * perRow, at * perRow + wanted),
      }));
    },
  };
}

function entriesOf(space: RowSpace, set: number): Int32Array {
  const { memory, count, pool } = space;
  return new Int32Array(memory.buffer, listsAt(space, set).others, count * pool);
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
