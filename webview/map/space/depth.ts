import { along, axesOf, byDepth, front, type Axes, type Rotation } from './rotation.ts';
import type { Positions } from './positions.ts';

/** How a space is looked at: `fade` is the share of their opacity that the farthest points lose. */
export type Depth = {
  readonly turn: Rotation;
  readonly axes: Axes;
  /** How far points lie from the middle, at most. */
  readonly radius: number;
  readonly fade: number;
};

/** The nearest points are larger than those in the middle by this share, the farthest smaller. */
export const depthGrowth = 0.35;

/** Points of a map of the plane. */
export const flat: Depth = { turn: front, axes: axesOf(front), radius: 0, fade: 0 };

/** More points are so light that it makes no difference which of them lies above the other. */
const maxSorted = 50_000;

/** The points of `order` as they are drawn: nearer ones above those that lie behind them, where there is a depth. */
export function drawingOrder(
  order: Uint32Array,
  { values, components }: Positions,
  { axes, radius }: Depth,
): Uint32Array {
  if (components === 2 || order.length > maxSorted) return order;
  return byDepth(order, values, axes, radius);
}

/** By which factors depth changes the size and the opacity of a point. */
export function depthScale(
  { values, components }: Positions,
  { axes, radius, fade }: Depth,
  index: number,
): { readonly size: number; readonly opacity: number } {
  if (components === 2 || radius === 0) return { size: 1, opacity: 1 };
  const near = Math.min(1, Math.max(-1, along(axes.towards, values, 3 * index) / radius));
  return { size: 1 + depthGrowth * near, opacity: 1 - (fade * (1 - near)) / 2 };
}
