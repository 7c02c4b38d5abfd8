import type { Density } from '../density/density.ts';

/** Peaks of a density: the cell of each summit, and the peak of each cell (-1 where the density is too low). */
export type DensityPeaks = { readonly tops: Uint32Array; readonly peakOf: Int32Array };

/** A peak must rise above the saddle to a higher peak by this factor; otherwise both are merged. */
const fewestRise = 1.25;
/** Cells below this share of the highest density belong to no peak. */
const floor = 0.03;

/**
 * Returns the peaks of a density, highest first. Cells join the peak of a higher neighbour (watershed), and peaks that
 * hardly rise above their saddle are merged (persistence; Edelsbrunner et al., 2002).
 */
export function findDensityPeaks({ columns, rows, values }: Density): DensityPeaks {
  const order = cellsByHeight(values);
  const peakOf = new Int32Array(values.length).fill(-1);
  const tops: number[] = [];
  const parents: number[] = [];
  const rootOf = (peak: number): number => {
    let root = peak;
    while (parents[root] !== root) root = parents[root] as number;
    return root;
  };
  for (const cell of order) {
    const height = values[cell] as number;
    const around = peaksAround(cell, columns, rows, peakOf).map(rootOf);
    if (around.length === 0) {
      parents.push(tops.length);
      peakOf[cell] = tops.length;
      tops.push(cell);
      continue;
    }
    // Peaks are numbered in order of discovery, highest first.
    const highest = Math.min(...around);
    peakOf[cell] = highest;
    for (const peak of around) {
      const rises = (values[tops[peak] as number] as number) >= fewestRise * height;
      if (peak !== highest && !rises) parents[peak] = highest;
    }
  }
  const roots = tops.map((_, peak) => peak).filter((peak) => parents[peak] === peak);
  const numbers = new Map(roots.map((peak, number) => [peak, number]));
  return {
    tops: Uint32Array.from(roots, (peak) => tops[peak] as number),
    peakOf: peakOf.map((peak) => (peak < 0 ? -1 : (numbers.get(rootOf(peak)) ?? -1))),
  };
}

/** Returns the cells that belong to peaks, highest first, ties by number. */
function cellsByHeight(values: Float32Array): Uint32Array {
  const highest = values.reduce((most, value) => Math.max(most, value), 0);
  const cells: number[] = [];
  values.forEach((value, cell) => {
    if (value > floor * highest) cells.push(cell);
  });
  const heightOf = (cell: number): number => values[cell] as number;
  return Uint32Array.from(cells.sort((a, b) => heightOf(b) - heightOf(a) || a - b));
}

function peaksAround(cell: number, columns: number, rows: number, peakOf: Int32Array): number[] {
  const column = cell % columns;
  const row = Math.floor(cell / columns);
  const found: number[] = [];
  for (let y = Math.max(0, row - 1); y <= Math.min(rows - 1, row + 1); y++) {
    for (let x = Math.max(0, column - 1); x <= Math.min(columns - 1, column + 1); x++) {
      const peak = peakOf[y * columns + x] as number;
      if (peak >= 0 && !found.includes(peak)) found.push(peak);
    }
  }
  return found;
}
