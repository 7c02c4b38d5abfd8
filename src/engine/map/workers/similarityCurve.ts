/** The map's similarity of two points at distance x: 1 / (1 + a x^2b). */
export type SimilarityCurve = { readonly a: number; readonly b: number };

/** Points that are compared: as many, and as far apart, as in umap-learn. */
const samples = 300;
const extent = 3;
const rounds = 100;

/**
 * The curve that comes closest, in the least squares, to the similarity that is wished for: 1 up to `minDistance`, from
 * there on falling as exp(minDistance - x). Found by Levenberg's and Marquardt's method.
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

/** One damped step along the normal equations of the linearised curve. */
function improve(
  { a, b }: SimilarityCurve,
  xs: Float64Array,
  target: Float64Array,
  damping: number,
): SimilarityCurve {
  let [aa, ab, bb, ra, rb] = [0, 0, 0, 0, 0];
  xs.forEach((x, at) => {
    // At 0 the curve is 1 whatever a and b are.
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
