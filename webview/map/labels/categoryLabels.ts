import { otherLabel } from '../../../src/model/map/map.ts';
import type { Bounds } from '../camera/camera.ts';
import { cellOf, densityOf, placeInGrid } from '../density/density.ts';
import type { CategoryData } from '../shared/columnData.ts';
import { findDensityPeaks } from './densityPeaks.ts';
import type { Label } from './label.ts';

/**
 * Returns labels with the names of categories, where each is dense and stands out, large before small. The names depend
 * on the field and not on the layout: two maps of the same records have nearly the same labels.
 */
export function categoryLabels(
  xy: Float32Array,
  bounds: Bounds,
  { column, values }: CategoryData,
): Label[] {
  const count = xy.length / 2;
  return column.labels
    .flatMap((text, category) => {
      const total = column.counts[category] ?? 0;
      if (text === otherLabel || text === '' || total < fewestPoints) return [];
      const isOwn = (index: number): boolean => values[index] === category;
      const density = densityOf(xy, bounds, grid, isOwn);
      const { tops, peakOf } = findDensityPeaks(density);
      const own = new Uint32Array(tops.length);
      const all = new Uint32Array(tops.length);
      for (let index = 0; index < count; index++) {
        const cell = cellOf(density, xy[2 * index] as number, xy[2 * index + 1] as number);
        const peak = cell < 0 ? -1 : (peakOf[cell] as number);
        if (peak < 0) continue;
        all[peak] = (all[peak] as number) + 1;
        if (isOwn(index)) own[peak] = (own[peak] as number) + 1;
      }
      return Array.from(tops, (cell, peak): Label | undefined => {
        const weight = own[peak] as number;
        const purity = weight / (all[peak] as number);
        const standsOut = purity >= leastPurity || purity >= (leastLift * total) / count;
        if (weight < Math.max(fewestPoints, fewestShare * total) || !standsOut) return undefined;
        const { columns } = density;
        const place = placeInGrid(density, cell % columns, Math.floor(cell / columns));
        return { ...place, text, isExample: false, weight, fromZoom: 0 };
      }).filter((label) => label !== undefined);
    })
    .sort((one, other) => other.weight - one.weight);
}

const grid = { cells: 96, radius: 3 };
/** Categories with fewer points, and parts of them with fewer points, get no label. */
const fewestPoints = 5;
/** A part of a category with a smaller share of its points gets no label of its own. */
const fewestShare = 0.25;
/** Where a category is labelled, it has this share of the points, or is this much more frequent than overall. */
const leastPurity = 0.5;
const leastLift = 2;
