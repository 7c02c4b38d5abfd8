import { describe, expect, it } from 'vitest';
import { contourPath, contoursOf, levelsFor } from '../../../../../webview/map/density/contours.ts';
import type { Density } from '../../../../../webview/map/density/density.ts';
import { seededRandom } from '../../../../support/random.ts';

const bounds = { minX: 0, minY: 0, maxX: 4, maxY: 4 };

describe('contours', () => {
  it('go around the share of the points that they name', () => {
    const random = seededRandom(2);
    const xy = new Float32Array(40_000);
    for (let at = 0; at < xy.length; at++) xy[at] = random() + random() + random() + random() - 2;
    const around = { minX: -2, minY: -2, maxX: 2, maxY: 2 };
    for (const { share, path } of contoursOf(xy, around, () => true)) {
      const radius = meanRadius(path);
      let inside = 0;
      for (let at = 0; at < xy.length; at += 2)
        if (Math.hypot(xy[at]!, xy[at + 1]!) < radius) inside++;
      expect(inside / 20_000).toBeCloseTo(share, 1);
    }
  });

  it('leave out points that the legend leaves out', () => {
    const xy = Float32Array.of(1, 1, 3, 3);
    const all = contoursOf(xy, bounds, () => true);
    const some = contoursOf(xy, bounds, (index) => index === 0);
    expect(some[0]!.path.length).toBeLessThan(all[0]!.path.length);
    expect(contoursOf(xy, bounds, () => false)).toEqual([]);
  });

  it('cross a square between its corners', () => {
    const slope = densityOf([0, 4, 0, 4]);
    expect(contourPath(slope, 1)).toBe('M1.5 1L1.5 3');
  });

  it('part if two opposite corners of a square are high and its middle is low', () => {
    const saddle = densityOf([8, 0, 0, 8]);
    expect(segmentsOf(contourPath(saddle, 6))).toBe(2);
    expect(contourPath(saddle, 6)).not.toBe(contourPath(saddle, 2));
  });

  it('have levels at which denser cells hold the shares', () => {
    const density = { bounds, columns: 4, rows: 1, values: Float32Array.of(1, 4, 2, 3) };
    expect(levelsFor(density, [0.4, 0.7, 1])).toEqual([4, 3, 1]);
  });
});

/** Four cells, the lower row first. */
function densityOf(values: readonly number[]): Density {
  return { bounds, columns: 2, rows: 2, values: Float32Array.from(values) };
}

function segmentsOf(path: string): number {
  return path.split('M').length - 1;
}

function meanRadius(path: string): number {
  const places = [...path.matchAll(/(-?[\d.e-]+) (-?[\d.e-]+)/g)];
  const radii = places.map(([, x, y]) => Math.hypot(Number(x), Number(y)));
  return radii.reduce((sum, radius) => sum + radius, 0) / radii.length;
}
