import { Emitter } from '../../../src/common/emitter.ts';
import type { Point } from '../camera/camera.ts';

/** The region that is being drawn, in plot coordinates. */
export class RegionDraft {
  readonly #changed = new Emitter<void>();
  readonly onDidChange = this.#changed.event;
  #corners: readonly Point[] = [];

  /** Empty while no region is drawn. */
  get corners(): readonly Point[] {
    return this.#corners;
  }

  set(corners: readonly Point[]): void {
    this.#corners = corners;
    this.#changed.fire();
  }
}

/** The shape that selects points: a lasso or a box. */
export type RegionShape = 'lasso' | 'box';

/** Returns the corners of a box from two opposite corners. */
export function boxBetween(from: Point, to: Point): readonly Point[] {
  return [from, { x: to.x, y: from.y }, to, { x: from.x, y: to.y }];
}

/** Returns the accepted points of `xy` inside of a polygon, by the even-odd rule. */
export function pointsInside(
  corners: readonly Point[],
  xy: Float32Array,
  accept: (index: number) => boolean,
): Uint32Array {
  const xs = corners.map(({ x }) => x);
  const ys = corners.map(({ y }) => y);
  const [minX, maxX] = [Math.min(...xs), Math.max(...xs)];
  const [minY, maxY] = [Math.min(...ys), Math.max(...ys)];
  const found: number[] = [];
  for (let index = 0; index < xy.length / 2; index++) {
    const x = xy[2 * index] as number;
    const y = xy[2 * index + 1] as number;
    const mayBe = x >= minX && x <= maxX && y >= minY && y <= maxY;
    if (mayBe && isInside(xs, ys, x, y) && accept(index)) found.push(index);
  }
  return Uint32Array.from(found);
}

/** Counts the edges that a ray to the right crosses. */
function isInside(xs: readonly number[], ys: readonly number[], x: number, y: number): boolean {
  let isIn = false;
  for (let at = 0, before = xs.length - 1; at < xs.length; before = at++) {
    const [x0, y0] = [xs[before] as number, ys[before] as number];
    const [x1, y1] = [xs[at] as number, ys[at] as number];
    if (y0 > y !== y1 > y && x < x0 + ((y - y0) / (y1 - y0)) * (x1 - x0)) isIn = !isIn;
  }
  return isIn;
}
