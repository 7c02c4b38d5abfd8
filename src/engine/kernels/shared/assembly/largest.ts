/** The largest absolute value of `length` float32 numbers, a multiple of 4. */
export function largestOf(values: usize, length: i32): f32 {
  let largest = f32x4.splat(0);
  for (let at = 0; at < length; at += 4)
    largest = f32x4.max(largest, f32x4.abs(v128.load(values + (at << 2))));
  return max(
    max(f32x4.extract_lane(largest, 0), f32x4.extract_lane(largest, 1)),
    max(f32x4.extract_lane(largest, 2), f32x4.extract_lane(largest, 3)),
  );
}
