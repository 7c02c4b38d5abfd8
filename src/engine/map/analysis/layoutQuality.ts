import type { MapQuality } from '../../../model/map/map.ts';
import type { FoundNeighbours } from '../neighbours/findNeighbours.ts';
import { layoutNeighbours } from './layoutNeighbours.ts';
import {
  drawSample,
  qualityNeighbours,
  valuesOf,
  type NeighbourBuffers,
} from '../workers/neighbourBuffers.ts';

/** How well a layout keeps neighbours: for the whole map and for each row. */
export type LayoutQuality = {
  readonly quality: MapQuality;
  /**
   * For each row, the share of its neighbours in the original space that are its neighbours in the layout: its
   * position accuracy.
   */
  readonly rowAccuracies: Float32Array;
};

/** Rounding error of the kernel's squared distances, as a share of the squared lengths. */
const roundingShare = 5e-7;

/**
 * Measures how well a layout preserves the neighbourhoods of the original space. Trustworthiness and continuity
 * (Venna and Kaski, 2001) are measured on a seeded sample of rows against all others, position accuracy on
 * every row. Returns undefined when there are too few rows. `xy` holds the positions of the rows.
 */
export async function measureLayoutQuality(
  found: FoundNeighbours,
  xy: Float32Array,
  seed: number,
): Promise<LayoutQuality | undefined> {
  const { neighbours, recall, buffers, workers } = found;
  const { count, memory, addresses } = buffers;
  const k = Math.min(qualityNeighbours, neighbours.perRow - 1, Math.floor((count - 1) / 3));
  if (k < 1) return undefined;
  const shown = layoutNeighbours(xy, k);
  const rowAccuracies = keptShares(neighbours.indices, neighbours.perRow, shown, k);
  const sample = drawSample(buffers, seed);
  writeBounds(buffers, sample, shown, k);
  new Int32Array(memory.buffer, addresses.ranks, sample.length * k).fill(0);
  await workers.run({ kind: 'rank', perColumn: k });
  const counts = new Int32Array(memory.buffer, addresses.ranks, sample.length * k);
  const nearest = (row: number): Int32Array => {
    const first = row * neighbours.perRow + 1;
    return neighbours.indices.subarray(first, first + k);
  };
  const quality: MapQuality = {
    neighbours: k,
    sampled: sample.length,
    recall,
    trustworthiness: unpenalised(excessOfRanks(counts, k), sample.length, count, k),
    continuity: unpenalised(excessInPicture(xy, sample, nearest), sample.length, count, k),
    neighbourPreservation: rowAccuracies.reduce((sum, share) => sum + share, 0) / count,
  };
  return { quality, rowAccuracies };
}

function keptShares(
  indices: Int32Array,
  perRow: number,
  shown: Int32Array,
  k: number,
): Float32Array {
  const shares = new Float32Array(shown.length / k);
  for (let row = 0; row < shares.length; row++) {
    let kept = 0;
    for (let rank = 1; rank <= k; rank++) {
      const other = indices[row * perRow + rank]!;
      for (let at = row * k; at < (row + 1) * k; at++) if (shown[at] === other) kept++;
    }
    shares[row] = kept / k;
  }
  return shares;
}

/**
 * Writes the squared distances in the original space from each sample row to its neighbours in the layout, in
 * rising order.
 */
function writeBounds(
  buffers: NeighbourBuffers,
  sample: Int32Array,
  shown: Int32Array,
  k: number,
): void {
  const { memory, addresses, length } = buffers;
  const values = valuesOf(buffers);
  const squares = new Float32Array(memory.buffer, addresses.squares, buffers.count);
  const bounds = new Float32Array(memory.buffer, addresses.bounds, sample.length * k);
  sample.forEach((row, at) => {
    for (let rank = 0; rank < k; rank++) {
      const other = shown[row * k + rank]!;
      let squared = 0;
      for (let d = 0; d < length; d++) {
        squared += (values[row * length + d]! - values[other * length + d]!) ** 2;
      }
      // Subtracts the rounding error, so that the neighbour itself does not count as nearer.
      bounds[at * k + rank] = squared - roundingShare * (squares[row]! + squares[other]!);
    }
    bounds.subarray(at * k, (at + 1) * k).sort();
  });
}

/**
 * Returns by how much the ranks of each row's k neighbours exceed k, summed over all rows. `counts` come from
 * `rankRows`.
 */
function excessOfRanks(counts: Int32Array, k: number): number {
  let excess = 0;
  for (let start = 0; start < counts.length; start += k) {
    let nearer = 0;
    for (let rank = 0; rank < k; rank++) {
      nearer += counts[start + rank]!;
      excess += Math.max(0, nearer + 1 - k);
    }
  }
  return excess;
}

/** Returns the excess of the layout ranks of each row’s original neighbours. */
function excessInPicture(
  xy: Float32Array,
  sample: Int32Array,
  nearest: (row: number) => Int32Array,
): number {
  let excess = 0;
  sample.forEach((row) => {
    const [x, y] = [xy[row * 2]!, xy[row * 2 + 1]!];
    const squaredTo = (other: number): number =>
      (xy[other * 2]! - x) ** 2 + (xy[other * 2 + 1]! - y) ** 2;
    const bounds = Float64Array.from(nearest(row), squaredTo).sort();
    const counts = new Int32Array(bounds.length);
    const furthest = bounds.at(-1)!;
    for (let other = 0; other < xy.length / 2; other++) {
      const squared = squaredTo(other);
      if (squared >= furthest || other === row) continue;
      let rank = 0;
      while (squared >= bounds[rank]!) rank++;
      counts[rank]!++;
    }
    excess += excessOfRanks(counts, bounds.length);
  });
  return excess;
}

/** Normalizes an excess: 1 for none, 0 for the maximum. */
function unpenalised(excess: number, rows: number, count: number, k: number): number {
  return 1 - (2 * excess) / (rows * k * (2 * count - 3 * k - 1));
}
