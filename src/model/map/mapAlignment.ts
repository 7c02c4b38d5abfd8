/** The transform that aligns one map with another, and the difference that remains. */
export type MapAlignment = {
  readonly transform: MapTransform;
  /** Procrustes disparity: the share of variance that the transform does not explain, from 0 (same shape) to 1. */
  readonly disparity: number;
  /** Number of points in both maps. */
  readonly shared: number;
};

/**
 * A similarity transform of the plane (reflection, rotation, scale, translation): with m = mirror, x' = a x - b m y +
 * x0, y' = b x + a m y + y0.
 */
export type MapTransform = {
  readonly a: number;
  readonly b: number;
  /** -1 reflects first. */
  readonly mirror: 1 | -1;
  readonly x: number;
  readonly y: number;
};

/** Fewer shared points have no unique alignment. */
const minShared = 3;

/**
 * Returns the similarity transform that brings one map's points closest to another's (Gower, Generalized Procrustes
 * analysis, 1975). `from` and `to` hold x, y of the shared points in the same order. Returns `undefined` for fewer than
 * three points, or if all points of a map coincide.
 */
export function alignPoints(from: Float32Array, to: Float32Array): MapAlignment | undefined {
  const shared = from.length / 2;
  if (shared < minShared) return undefined;
  const [fromX, fromY] = middleOf(from);
  const [toX, toY] = middleOf(to);
  let [xx, xy, yx, yy, fromSquares, toSquares] = [0, 0, 0, 0, 0, 0];
  for (let at = 0; at < from.length; at += 2) {
    const [x, y] = [valueAt(from, at) - fromX, valueAt(from, at + 1) - fromY];
    const [u, v] = [valueAt(to, at) - toX, valueAt(to, at + 1) - toY];
    xx += x * u;
    xy += x * v;
    yx += y * u;
    yy += y * v;
    fromSquares += x * x + y * y;
    toSquares += u * u + v * v;
  }
  if (fromSquares === 0 || toSquares === 0) return undefined;
  // The best rotation has a closed form. Computes it with and without reflection and takes the better one.
  const plain = Math.hypot(xx + yy, xy - yx);
  const mirrored = Math.hypot(xx - yy, xy + yx);
  const mirror = plain >= mirrored ? 1 : -1;
  const best = Math.max(plain, mirrored);
  const a = (xx + mirror * yy) / fromSquares;
  const b = (xy - mirror * yx) / fromSquares;
  const transform = {
    a,
    b,
    mirror,
    x: toX - (a * fromX - b * mirror * fromY),
    y: toY - (b * fromX + a * mirror * fromY),
  } as const;
  const disparity = Math.max(0, 1 - (best * best) / (fromSquares * toSquares));
  return { transform, disparity, shared };
}

/** Returns transformed positions; scales a third component along. */
export function transformPoints(
  values: Float32Array,
  transform: MapTransform,
  components: 2 | 3 = 2,
): Float32Array {
  const { a, b, mirror, x: left, y: up } = transform;
  const scale = Math.hypot(a, b);
  const moved = new Float32Array(values.length);
  for (let at = 0; at < values.length; at += components) {
    const x = valueAt(values, at);
    const y = mirror * valueAt(values, at + 1);
    moved[at] = a * x - b * y + left;
    moved[at + 1] = b * x + a * y + up;
    if (components === 3) moved[at + 2] = scale * valueAt(values, at + 2);
  }
  return moved;
}

/** Returns the first two components of each point. */
export function firstTwoComponents(values: Float32Array, components: 2 | 3 = 2): Float32Array {
  if (components === 2) return values;
  const xy = new Float32Array((2 * values.length) / 3);
  for (let point = 0; point < xy.length / 2; point++) {
    xy[2 * point] = valueAt(values, 3 * point);
    xy[2 * point + 1] = valueAt(values, 3 * point + 1);
  }
  return xy;
}

function middleOf(xy: Float32Array): [number, number] {
  let [x, y] = [0, 0];
  for (let at = 0; at < xy.length; at += 2) {
    x += valueAt(xy, at);
    y += valueAt(xy, at + 1);
  }
  return [(2 * x) / xy.length, (2 * y) / xy.length];
}

function valueAt(values: Float32Array, at: number): number {
  return values[at] ?? NaN;
}
