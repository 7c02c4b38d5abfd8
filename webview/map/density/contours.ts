import type { Bounds, Point } from '../camera/camera.ts';
import { densityOf, placeInGrid, type Density } from './density.ts';

/** Returns density contours of the accepted points inside of `bounds`, as SVG paths in world coordinates. */
export function contoursOf(
  xy: Float32Array,
  bounds: Bounds,
  accept: (index: number) => boolean,
): Contour[] {
  const density = densityOf(xy, widened(bounds), grid, accept);
  return levelsFor(density, shares).map((level, at) => ({
    share: shares[at] as number,
    path: contourPath(density, level),
  }));
}

/** A line of equal density that encloses the densest regions with this share of the points. */
export type Contour = { readonly share: number; readonly path: string };

/** The enclosed shares, from the innermost line outwards. */
const shares = [0.25, 0.5, 0.75, 0.9];
const grid = { cells: 128, radius: 2 };

/**
 * Returns the density levels whose denser cells hold these shares of the points (highest density regions; Hyndman,
 * 1996).
 */
export function levelsFor({ values }: Density, wanted: readonly number[]): number[] {
  const sorted = values.toSorted().reverse();
  const total = sorted.reduce((sum, value) => sum + value, 0);
  if (total === 0) return [];
  const levels: number[] = [];
  let held = 0;
  for (const value of sorted) {
    held += value;
    while (levels.length < wanted.length && held >= (wanted[levels.length] as number) * total)
      levels.push(value);
  }
  return levels;
}

/**
 * Returns the line of density `level`, by marching squares (Maple, 2003): one segment per crossed square of four
 * cells, two at saddles.
 */
export function contourPath(density: Density, level: number): string {
  const { columns, rows, values } = density;
  const segments: string[] = [];
  for (let row = 0; row + 1 < rows; row++) {
    for (let column = 0; column + 1 < columns; column++) {
      const first = row * columns + column;
      const corners = [
        values[first] as number,
        values[first + 1] as number,
        values[first + columns + 1] as number,
        values[first + columns] as number,
      ] as const;
      const crossings = crossingsOf(corners, level);
      for (let at = 0; at + 1 < crossings.length; at += 2) {
        const ends = [crossings[at] as Point, crossings[at + 1] as Point].map(({ x, y }) => {
          const place = placeInGrid(density, column + x, row + y);
          return `${short(place.x)} ${short(place.y)}`;
        });
        segments.push(`M${ends.join('L')}`);
      }
    }
  }
  return segments.join('');
}

/** Corners of a unit square, in order around it. */
const cornerPlaces: readonly Point[] = [
  { x: 0, y: 0 },
  { x: 1, y: 0 },
  { x: 1, y: 1 },
  { x: 0, y: 1 },
];

/** Returns where the line crosses the edges of a unit square: no points, one pair, or two pairs. */
function crossingsOf(
  corners: readonly [number, number, number, number],
  level: number,
): readonly Point[] {
  const crossings: Point[] = [];
  for (let edge = 0; edge < 4; edge++) {
    const next = (edge + 1) % 4;
    const [from, to] = [corners[edge] as number, corners[next] as number];
    if (from >= level === to >= level) continue;
    const share = (level - from) / (to - from);
    const [a, b] = [cornerPlaces[edge] as Point, cornerPlaces[next] as Point];
    crossings.push({ x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share });
  }
  const [first, ...rest] = crossings;
  if (rest.length < 3 || first === undefined) return crossings;
  // At a saddle, the mean of the corners decides which corners are connected.
  const middle = corners.reduce((sum, corner) => sum + corner, 0) / 4;
  return middle >= level === corners[0] >= level ? crossings : [...rest, first];
}

/** Extends the bounds by a margin for the smoothed density at the edge. */
export function widened({ minX, minY, maxX, maxY }: Bounds): Bounds {
  const margin = (Math.max(maxX - minX, maxY - minY) || 1) * 0.08;
  return { minX: minX - margin, minY: minY - margin, maxX: maxX + margin, maxY: maxY + margin };
}

function short(value: number): string {
  return String(Number(value.toPrecision(6)));
}
