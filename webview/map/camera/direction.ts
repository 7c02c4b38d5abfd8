/**
 * Returns the point nearest to `from` in the 90° sector of the direction, -1 if there is none. The four sectors cover
 * the plane, so every point is reachable. Points at the same position are visited in index order.
 */
export function nextInDirection(
  xy: Float32Array,
  from: number,
  direction: Direction,
  accept: (index: number) => boolean,
): number {
  const fromX = xy[2 * from] as number;
  const fromY = xy[2 * from + 1] as number;
  const isForward = direction === 'right' || direction === 'down';
  let best = -1;
  let bestSquare = Infinity;
  for (let index = 0; index < xy.length / 2; index++) {
    const dx = (xy[2 * index] as number) - fromX;
    const dy = (xy[2 * index + 1] as number) - fromY;
    const square = dx * dx + dy * dy;
    // Among points at the same position, the one with the adjacent index is next.
    const isTwin = square === 0;
    const isBetter = isTwin && !isForward ? square <= bestSquare : square < bestSquare;
    if (!isBetter || index === from) continue;
    const lies = isTwin ? index > from === isForward : liesTowards[direction](dx, dy);
    if (!lies || !accept(index)) continue;
    best = index;
    bestSquare = square;
  }
  return best;
}

/** A direction of the arrow keys on the map. */
export type Direction = 'left' | 'right' | 'up' | 'down';

/**
 * Returns whether an offset lies in the sector of the direction. The y axis points up. Diagonals belong to left and
 * right.
 */
const liesTowards: Readonly<Record<Direction, (dx: number, dy: number) => boolean>> = {
  right: (dx, dy) => dx > 0 && Math.abs(dy) <= dx,
  left: (dx, dy) => dx < 0 && Math.abs(dy) <= -dx,
  up: (dx, dy) => dy > 0 && Math.abs(dx) < dy,
  down: (dx, dy) => dy < 0 && Math.abs(dx) < -dy,
};
