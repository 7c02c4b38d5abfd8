/** Added to each query code to make it unsigned. The product with it is subtracted by the sum of the row's codes. */
export const offset: i32 = 64;

/**
 * The exact inner product of int8 codes and 7-bit query codes (0 to 127): at most 127 x 127 x 20,000. `length` is a
 * multiple of 16. Four accumulators hide the latency of the additions.
 */
export function dotCodes(codes: usize, query: usize, length: i32): i32 {
  let a = i32x4.splat(0);
  let b = i32x4.splat(0);
  let c = i32x4.splat(0);
  let d = i32x4.splat(0);
  const end = codes + length;
  const whole = codes + (length & ~63);
  while (codes < whole) {
    a = add16(codes, query, a);
    b = add16(codes + 16, query + 16, b);
    c = add16(codes + 32, query + 32, c);
    d = add16(codes + 48, query + 48, d);
    codes += 64;
    query += 64;
  }
  while (codes < end) {
    a = add16(codes, query, a);
    codes += 16;
    query += 16;
  }
  return sumOf(i32x4.add(i32x4.add(a, b), i32x4.add(c, d)));
}

/**
 * Adds the products of 16 codes to four sums. With 7-bit query codes the relaxed product fits int16, so all machines give
 * the same result.
 */
export function add16(codes: usize, query: usize, sum: v128): v128 {
  const row = v128.load(codes);
  const queryCodes = v128.load(query);
  if (ASC_FEATURE_RELAXED_SIMD) return i32x4.relaxed_dot_i8x16_i7x16_add_s(row, queryCodes, sum);
  const low = i32x4.dot_i16x8_s(
    i16x8.extend_low_i8x16_s(row),
    i16x8.extend_low_i8x16_s(queryCodes),
  );
  const high = i32x4.dot_i16x8_s(
    i16x8.extend_high_i8x16_s(row),
    i16x8.extend_high_i8x16_s(queryCodes),
  );
  return i32x4.add(sum, i32x4.add(low, high));
}

/** The sum of four int32 lanes. */
export function sumOf(lanes: v128): i32 {
  return (
    i32x4.extract_lane(lanes, 0) +
    i32x4.extract_lane(lanes, 1) +
    (i32x4.extract_lane(lanes, 2) + i32x4.extract_lane(lanes, 3))
  );
}

/** The sum of two float64 lanes. */
export function sumOfFloats(lanes: v128): f64 {
  return f64x2.extract_lane(lanes, 0) + f64x2.extract_lane(lanes, 1);
}
