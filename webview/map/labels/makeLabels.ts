import type { Bounds, Point } from '../camera/camera.ts';
import { cellOf, densityOf, placeInGrid } from '../density/density.ts';
import { isCategories, type ColumnData } from '../shared/columnData.ts';
import type { Label } from './label.ts';
import { categoryLabels } from './categoryLabels.ts';
import { distinctTerms, type Described } from './distinctTerms.ts';
import { findDensityPeaks } from './densityPeaks.ts';

/**
 * Returns labels for the groups of the points inside of `bounds`: coarse before fine, then distinctive words before
 * examples, then large before small. Where categories colour the map, the coarse labels are their names.
 */
export function makeLabels(xy: Float32Array, bounds: Bounds, labelled: Labelled): Label[] {
  const { colouring } = labelled;
  const named = isCategories(colouring) ? categoryLabels(xy, bounds, colouring) : [];
  if (named.length === 0)
    return levels.flatMap((level) => labelsOfLevel(xy, bounds, labelled, level));
  const words = { ...labelled, columns: [] };
  const fine = levels.filter(({ fromZoom }) => fromZoom > 0);
  return [...named, ...fine.flatMap((level) => labelsOfLevel(xy, bounds, words, level))];
}

export type Labelled = Described & {
  readonly ids: readonly string[];
  /** The field that colours the map. */
  readonly colouring?: ColumnData | undefined;
};

/** Levels of detail: finer peaks appear at a closer zoom. Radii are in grid cells. */
const levels = [
  { fromZoom: 0, cells: 96, radius: 4 },
  { fromZoom: 0, cells: 96, radius: 2 },
  { fromZoom: 1.8, cells: 192, radius: 2 },
  { fromZoom: 4, cells: 320, radius: 2 },
];

/** Smaller groups get no label. */
const fewestPoints = 5;
const namedAtTop = 2;
const longestName = 20;

/** Returns labels for the density peaks at one level of detail. */
function labelsOfLevel(
  xy: Float32Array,
  bounds: Bounds,
  labelled: Labelled,
  { fromZoom, cells, radius }: (typeof levels)[number],
): Label[] {
  const density = densityOf(xy, bounds, { cells, radius });
  const { tops, peakOf } = findDensityPeaks(density);
  const groupOf = Int32Array.from({ length: xy.length / 2 }, (_, index) => {
    const cell = cellOf(density, xy[2 * index] as number, xy[2 * index + 1] as number);
    return cell < 0 ? -1 : (peakOf[cell] as number);
  });
  const places = Array.from(tops, (cell) =>
    placeInGrid(density, cell % density.columns, Math.floor(cell / density.columns)),
  );
  const words = distinctTerms(labelled, groupOf, tops.length);
  const peaks = places.map((): Peak => ({ weight: 0, nearest: [] }));
  groupOf.forEach((peak, index) => {
    if (peak >= 0) climb(peaks[peak] as Peak, index, distanceTo(places[peak] as Point, xy, index));
  });
  return places
    .map((place, peak): Label => {
      const { weight, nearest } = peaks[peak] as Peak;
      const text = words[peak] || namesOf(nearest, labelled);
      return { ...place, text, isExample: words[peak] === '', weight, fromZoom };
    })
    .filter(({ text, weight }) => text !== '' && weight >= fewestPoints)
    .sort((a, b) => Number(a.isExample) - Number(b.isExample) || b.weight - a.weight);
}

type Near = { readonly index: number; readonly distance: number };
type Peak = { weight: number; nearest: readonly Near[] };

function climb(peak: Peak, index: number, distance: number): void {
  peak.weight++;
  const last = peak.nearest[namedAtTop - 1];
  if (last !== undefined && last.distance <= distance) return;
  peak.nearest = [...peak.nearest, { index, distance }]
    .sort((a, b) => a.distance - b.distance)
    .slice(0, namedAtTop);
}

function distanceTo({ x, y }: Point, xy: Float32Array, index: number): number {
  return Math.hypot((xy[2 * index] as number) - x, (xy[2 * index + 1] as number) - y);
}

/** Returns the names of the points nearest to the summit; empty if their texts are not short names. */
function namesOf(nearest: readonly Near[], { ids, texts }: Labelled): string {
  const names = nearest.map(({ index }) => {
    return [ids[index], texts[index]].find((text) => text !== undefined && isName(text));
  });
  return names.every((name) => name !== undefined) ? `${names.join(', ')} …` : '';
}

function isName(text: string): boolean {
  return text.length <= longestName && /\p{L}{2}/u.test(text);
}
