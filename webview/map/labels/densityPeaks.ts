import type { Density } from '../density/density.ts';

/** Hills of a density: their tops, and which hill each cell belongs to (-1 where hardly anything is). */
export type DensityPeaks = { readonly tops: Uint32Array; readonly peakOf: Int32Array };

/** A hill must rise above the pass to a higher one by this factor, or it is a part of that one. */
const fewestRise = 1.25;
/** Cells with less than this share of the highest density are no part of a hill. */
const floor = 0.03;

/**
 * The hills of a density, the highest first: cells join the hill of a higher neighbour as the water falls, and hills
 * that hardly rise above the pass between them are one (persistence, after Edelsbrunner and others, 2002).
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
    // Hills are numbered as they are met, the highest first.
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

/** Cells that are part of a hill, the highest first, equals by number. */
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
