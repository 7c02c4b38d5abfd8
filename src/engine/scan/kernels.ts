// Inner loops. Values are float32, sums float64: four of them, which breaks the chain of dependent additions.

/** Inner product of the query with the vector that begins at `offset`. */
export function dotAt(values: Float32Array, offset: number, query: Float64Array): number {
  const length = query.length;
  const whole = length - (length % 4);
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let at = 0; at < whole; at += 4) {
    a += values[offset + at]! * query[at]!;
    b += values[offset + at + 1]! * query[at + 1]!;
    c += values[offset + at + 2]! * query[at + 2]!;
    d += values[offset + at + 3]! * query[at + 3]!;
  }
  for (let at = whole; at < length; at++) a += values[offset + at]! * query[at]!;
  return a + b + (c + d);
}

/** Squared Euclidean distance of the query to the vector that begins at `offset`. */
export function squaredDistanceAt(
  values: Float32Array,
  offset: number,
  query: Float64Array,
): number {
  const length = query.length;
  const whole = length - (length % 4);
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let at = 0; at < whole; at += 4) {
    const first = values[offset + at]! - query[at]!;
    const second = values[offset + at + 1]! - query[at + 1]!;
    const third = values[offset + at + 2]! - query[at + 2]!;
    const fourth = values[offset + at + 3]! - query[at + 3]!;
    a += first * first;
    b += second * second;
    c += third * third;
    d += fourth * fourth;
  }
  for (let at = whole; at < length; at++) {
    const difference = values[offset + at]! - query[at]!;
    a += difference * difference;
  }
  return a + b + (c + d);
}
