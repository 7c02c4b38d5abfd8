const { exp, sqrt, log, abs, PI } = Math;

/** Returns the probability of a standard normal value up to `z`, to about 1e-15 (continued fraction and series). */
export function normalBelow(z: number): number {
  const x = abs(z);
  const density = exp((-x * x) / 2) / sqrt(2 * PI);
  const above = x < 3 ? 0.5 - density * series(x) : density * fraction(x);
  return z > 0 ? 1 - above : above;
}

/** The series x + x^3/3 + x^5/15 + .. of the integral of the density, divided by the density. */
function series(x: number): number {
  let term = x;
  let sum = x;
  for (let odd = 3; term > sum * 1e-17; odd += 2) {
    term *= (x * x) / odd;
    sum += term;
  }
  return sum;
}

/** Mills' ratio as a continued fraction, which converges quickly for x of 3 and more. */
function fraction(x: number): number {
  let value = x;
  for (let at = 100; at > 0; at--) value = x + at / value;
  return 1 / value;
}

/**
 * Returns the standard normal value with the given probability below it, 0 < probability < 1. A rational start (Hastings;
 * Abramowitz and Stegun 26.2.23) and Newton steps.
 */
export function normalQuantile(probability: number): number {
  if (probability > 0.5) return -normalQuantile(1 - probability);
  const t = sqrt(-2 * log(probability));
  const above = 2.515517 + t * (0.802853 + t * 0.010328);
  const below = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308));
  let z = above / below - t;
  for (let step = 0; step < 3; step++) {
    const density = exp((-z * z) / 2) / sqrt(2 * PI);
    z -= (normalBelow(z) - probability) / density;
  }
  return z;
}
