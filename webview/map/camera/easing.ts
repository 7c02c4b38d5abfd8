/**
 * Moves `shown` towards `target` by exponential easing, in place. Distances below `pixel` snap to the target. Returns
 * whether any value is still moving.
 */
export function easeTowards(
  shown: Float32Array,
  target: Float32Array,
  elapsedMs: number,
  pixel: number,
): boolean {
  const share = 1 - Math.exp(-elapsedMs / paceMs);
  let isMoving = false;
  for (let at = 0; at < shown.length; at++) {
    const way = (target[at] as number) - (shown[at] as number);
    if (Math.abs(way) > pixel) {
      shown[at] = (shown[at] as number) + way * share;
      isMoving = true;
    } else {
      shown[at] = target[at] as number;
    }
  }
  return isMoving;
}

/** Time constant of the easing: the remaining distance shrinks to 1/e in this time. */
const paceMs = 90;
