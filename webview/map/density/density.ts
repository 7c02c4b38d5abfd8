import type { Bounds, Point } from '../camera/camera.ts';

/** A grid of smoothed point counts over `bounds`, row by row from the lowest y. */
export type Density = {
  readonly bounds: Bounds;
  readonly columns: number;
  readonly rows: number;
  readonly values: Float32Array;
};

/** Three passes of a box filter approximate a Gaussian (Wells, 1986). */
const passes = 3;

/**
 * Returns the density of the accepted points inside of `bounds`, on about `cells` cells along the longer side,
 * smoothed with a radius of `radius` cells.
 */
export function densityOf(
  xy: Float32Array,
  bounds: Bounds,
  { cells, radius }: { readonly cells: number; readonly radius: number },
  accept: (index: number) => boolean = () => true,
): Density {
  const width = bounds.maxX - bounds.minX;
  const height = bounds.maxY - bounds.minY;
  const cellSize = Math.max(width, height) / cells || 1;
  const columns = Math.max(1, Math.ceil(width / cellSize));
  const rows = Math.max(1, Math.ceil(height / cellSize));
  const values = new Float32Array(columns * rows);
  const density = { bounds, columns, rows, values };
  for (let index = 0; index < xy.length / 2; index++) {
    const cell = cellOf(density, xy[2 * index] as number, xy[2 * index + 1] as number);
    if (cell >= 0 && accept(index)) values[cell] = (values[cell] as number) + 1;
  }
  const spare = new Float32Array(values.length);
  for (let pass = 0; pass < passes; pass++) {
    smoothLines(values, spare, { lines: rows, length: columns, step: 1, stride: columns }, radius);
    smoothLines(spare, values, { lines: columns, length: rows, step: columns, stride: 1 }, radius);
  }
  return density;
}

/** Returns the cell that contains a position; -1 outside of the bounds and for NaN. */
export function cellOf({ bounds, columns, rows }: Density, x: number, y: number): number {
  const { minX, minY, maxX, maxY } = bounds;
  if (!(x >= minX && x <= maxX && y >= minY && y <= maxY)) return -1;
  const column = maxX > minX ? ((x - minX) / (maxX - minX)) * columns : 0;
  const row = maxY > minY ? ((y - minY) / (maxY - minY)) * rows : 0;
  return Math.min(rows - 1, Math.floor(row)) * columns + Math.min(columns - 1, Math.floor(column));
}

/** Returns the world position of a grid coordinate. Integers are the centres of cells. */
export function placeInGrid(density: Density, column: number, row: number): Point {
  const { bounds, columns, rows } = density;
  return {
    x: bounds.minX + ((column + 0.5) / columns) * (bounds.maxX - bounds.minX),
    y: bounds.minY + ((row + 0.5) / rows) * (bounds.maxY - bounds.minY),
  };
}

type Lines = {
  readonly lines: number;
  readonly length: number;
  /** Offset between the values of a line, and between lines. */
  readonly step: number;
  readonly stride: number;
};

/** Box filter: writes the mean of the values within `radius` on each line, with zeros beyond the ends. */
function smoothLines(
  from: Float32Array,
  to: Float32Array,
  { lines, length, step, stride }: Lines,
  radius: number,
): void {
  const reach = Math.floor(radius);
  for (let line = 0; line < lines; line++) {
    const start = line * stride;
    let sum = 0;
    for (let at = 0; at < Math.min(reach, length); at++) sum += from[start + at * step] as number;
    for (let at = 0; at < length; at++) {
      if (at + reach < length) sum += from[start + (at + reach) * step] as number;
      if (at - reach - 1 >= 0) sum -= from[start + (at - reach - 1) * step] as number;
      to[start + at * step] = sum / (2 * reach + 1);
    }
  }
}
