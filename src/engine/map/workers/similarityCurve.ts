/** Similarity of two points at distance x on the map: 1 / (1 + a x^2b). */
export type SimilarityCurve = { readonly a: number; readonly b: number };

/** Sample points and range of the fit, as in umap-learn. */
const samples = 300;
const extent = 3;
const rounds = 100;

/**
 * Fits the curve by least squares to the target similarity: 1 up to `minDistance`, then exp(minDistance - x).
 * Uses the Levenberg–Marquardt method.
 */
export function fitSimilarityCurve(minDistance: number): SimilarityCurve {
  const xs = Float64Array.from({ length: samples }, (_, at) => (at * extent) / (samples - 1));
  const target = xs.map((x) => (x < minDistance ? 1 : Math.exp(minDistance - x)));
  let curve: SimilarityCurve = { a: 1, b: 1 };
  let error = squaredError(curve, xs, target);
  let damping = 1e-3;
  for (let round = 0; round < rounds; round++) {
    const next = improve(curve, xs, target, damping);
    const nextError = squaredError(next, xs, target);
    if (nextError < error) {
      [curve, error] = [next, nextError];
      damping /= 10;
    } else {
      damping *= 10;
    }
  }
  return curve;
}

function squaredError({ a, b }: SimilarityCurve, xs: Float64Array, target: Float64Array): number {
  if (a <= 0 || b <= 0) return Infinity;
  return xs.reduce((sum, x, at) => sum + (1 / (1 + a * x ** (2 * b)) - target[at]!) ** 2, 0);
}

/** Returns the curve after one damped step along the normal equations. */
function improve(
  { a, b }: SimilarityCurve,
  xs: Float64Array,
  target: Float64Array,
  damping: number,
): SimilarityCurve {
  let [aa, ab, bb, ra, rb] = [0, 0, 0, 0, 0];
  xs.forEach((x, at) => {
    // At distance 0 the curve is 1 for all a and b.
    if (x === 0) return;
    const power = x ** (2 * b);
    const value = 1 / (1 + a * power);
    const byA = -power * value * value;
    const byB = -2 * a * power * Math.log(x) * value * value;
    const rest = target[at]! - value;
    aa += byA * byA;
    ab += byA * byB;
    bb += byB * byB;
    ra += byA * rest;
    rb += byB * rest;
  });
  aa *= 1 + damping;
  bb *= 1 + damping;
  const determinant = aa * bb - ab * ab;
  return { a: a + (bb * ra - ab * rb) / determinant, b: b + (aa * rb - ab * ra) / determinant };
}
