import { along, axesOf, byDepth, front, type Axes, type Rotation } from './rotation.ts';
import type { Positions } from './positions.ts';

/** How a 3D map is viewed. `fade` is the share of their opacity that the farthest points lose. */
export type Depth = {
  readonly rotation: Rotation;
  readonly axes: Axes;
  /** Largest distance of a point from the centre. */
  readonly radius: number;
  readonly fade: number;
};

/** The nearest points are larger by this share, the farthest smaller. */
export const depthGrowth = 0.35;

/** The depth parameters of a 2D map. */
export const flat: Depth = { rotation: front, axes: axesOf(front), radius: 0, fade: 0 };

/** Above this number, points are so translucent that the order does not matter. */
const maxSorted = 50_000;

/** Returns the points in draw order: on a 3D map, near points are drawn after far ones. */
export function drawingOrder(
  order: Uint32Array,
  { values, components }: Positions,
  { axes, radius }: Depth,
): Uint32Array {
  if (components === 2 || order.length > maxSorted) return order;
  return byDepth(order, values, axes, radius);
}

/** Returns the factors by which depth changes size and opacity of a point. */
export function depthScale(
  { values, components }: Positions,
  { axes, radius, fade }: Depth,
  index: number,
): { readonly size: number; readonly opacity: number } {
  if (components === 2 || radius === 0) return { size: 1, opacity: 1 };
  const near = Math.min(1, Math.max(-1, along(axes.towards, values, 3 * index) / radius));
  return { size: 1 + depthGrowth * near, opacity: 1 - (fade * (1 - near)) / 2 };
}
