import type { Point } from '../camera/camera.ts';

/** Returns rings around the points: circles for style 0, squares for style 1. */
export function ringsPath(style: 0 | 1, points: readonly (Point | undefined)[]): string {
  return points.map((at) => (at ? ringPaths[style](at.x, at.y) : '')).join('');
}

/** SVG paths of the query symbols, centred at 0, 0, in pixels. The two styles also differ in shape. */
export const queryPaths = ['M0-9L9 0 0 9-9 0z', 'M0-9L9 7-9 7z'] as const;

const ringPaths = [
  (x: number, y: number): string => `M${x - 7} ${y}a7 7 0 1 0 14 0a7 7 0 1 0-14 0`,
  (x: number, y: number): string => `M${x - 6.5} ${y - 6.5}h13v13h-13z`,
] as const;

/** Returns crosses on the points. */
export function crossesPath(points: readonly (Point | undefined)[]): string {
  return points.map((at) => (at ? `M${at.x - 5} ${at.y - 5}l10 10m0-10l-10 10` : '')).join('');
}

/** Returns lines from one position to all others. */
export function linesPath(from: Point, to: readonly (Point | undefined)[]): string {
  return to.map((at) => (at ? `M${from.x} ${from.y}L${at.x} ${at.y}` : '')).join('');
}

/** Returns the weighted mean of the positions, ignoring missing ones; undefined if all are missing. */
export function meanOf(
  points: readonly (Point | undefined)[],
  weights: readonly number[],
): Point | undefined {
  let [x, y, total] = [0, 0, 0];
  for (const [at, weight] of weights.entries()) {
    const point = points[at];
    if (point === undefined) continue;
    x += weight * point.x;
    y += weight * point.y;
    total += weight;
  }
  return total > 0 ? { x: x / total, y: y / total } : undefined;
}
