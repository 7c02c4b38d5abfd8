/**
 * Reads `bytes` (a multiple of 128) and does as little with them as keeps the loads: four sums, as the kernels have. What
 * a loop of loads reaches on a machine.
 */
export function readAll(from: usize, bytes: usize): i32 {
  let a = i32x4.splat(0);
  let b = i32x4.splat(0);
  let c = i32x4.splat(0);
  let d = i32x4.splat(0);
  const end = from + bytes;
  while (from < end) {
    a = i32x4.add(a, v128.load(from));
    b = i32x4.add(b, v128.load(from, 16));
    c = i32x4.add(c, v128.load(from, 32));
    d = i32x4.add(d, v128.load(from, 48));
    a = i32x4.add(a, v128.load(from, 64));
    b = i32x4.add(b, v128.load(from, 80));
    c = i32x4.add(c, v128.load(from, 96));
    d = i32x4.add(d, v128.load(from, 112));
    from += 128;
  }
  return i32x4.extract_lane(i32x4.add(i32x4.add(a, b), i32x4.add(c, d)), 0);
}
