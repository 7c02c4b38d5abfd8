// Products of float32 rows. Their length is a multiple of 4, padded with zeros.

/** Columns per group of a tile, and rows per strip. */
export const groupColumns: i32 = 8;
export const stripRows: i32 = 4;

/** Returns a b + c, fused when the machine supports it. */
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** Packs eight rows as columns: the first value of each, the second of each, and so on. */
export function packGroup(addresses: usize, length: i32, packed: usize): void {
  for (let half: usize = 0; half < 2; half++) {
    const first = load<u32>(addresses + (half << 4));
    const second = load<u32>(addresses + (half << 4), 4);
    const third = load<u32>(addresses + (half << 4), 8);
    const fourth = load<u32>(addresses + (half << 4), 12);
    let to = packed + (half << 4);
    const end = (<usize>length) << 2;
    for (let at: usize = 0; at < end; at += 16) {
      const a = v128.load(first + at);
      const b = v128.load(second + at);
      const c = v128.load(third + at);
      const d = v128.load(fourth + at);
      const abLow = i32x4.shuffle(a, b, 0, 4, 1, 5);
      const abHigh = i32x4.shuffle(a, b, 2, 6, 3, 7);
      const cdLow = i32x4.shuffle(c, d, 0, 4, 1, 5);
      const cdHigh = i32x4.shuffle(c, d, 2, 6, 3, 7);
      v128.store(to, i64x2.shuffle(abLow, cdLow, 0, 2));
      v128.store(to, i64x2.shuffle(abLow, cdLow, 1, 3), 32);
      v128.store(to, i64x2.shuffle(abHigh, cdHigh, 0, 2), 64);
      v128.store(to, i64x2.shuffle(abHigh, cdHigh, 1, 3), 96);
      to += 128;
    }
  }
}

/** Writes the inner products of four rows with a packed group, row by row. */
export function multiplyGroup(
  a: usize,
  b: usize,
  c: usize,
  d: usize,
  length: i32,
  packed: usize,
  products: usize,
): void {
  let a0 = f32x4.splat(0);
  let a1 = f32x4.splat(0);
  let b0 = f32x4.splat(0);
  let b1 = f32x4.splat(0);
  let c0 = f32x4.splat(0);
  let c1 = f32x4.splat(0);
  let d0 = f32x4.splat(0);
  let d1 = f32x4.splat(0);
  const end = a + ((<usize>length) << 2);
  while (a < end) {
    let low = v128.load(packed);
    let high = v128.load(packed, 16);
    let value = v128.load32_splat(a);
    a0 = multiplyAdd(value, low, a0);
    a1 = multiplyAdd(value, high, a1);
    value = v128.load32_splat(b);
    b0 = multiplyAdd(value, low, b0);
    b1 = multiplyAdd(value, high, b1);
    value = v128.load32_splat(c);
    c0 = multiplyAdd(value, low, c0);
    c1 = multiplyAdd(value, high, c1);
    value = v128.load32_splat(d);
    d0 = multiplyAdd(value, low, d0);
    d1 = multiplyAdd(value, high, d1);
    low = v128.load(packed, 32);
    high = v128.load(packed, 48);
    value = v128.load32_splat(a, 4);
    a0 = multiplyAdd(value, low, a0);
    a1 = multiplyAdd(value, high, a1);
    value = v128.load32_splat(b, 4);
    b0 = multiplyAdd(value, low, b0);
    b1 = multiplyAdd(value, high, b1);
    value = v128.load32_splat(c, 4);
    c0 = multiplyAdd(value, low, c0);
    c1 = multiplyAdd(value, high, c1);
    value = v128.load32_splat(d, 4);
    d0 = multiplyAdd(value, low, d0);
    d1 = multiplyAdd(value, high, d1);
    a += 8;
    b += 8;
    c += 8;
    d += 8;
    packed += 64;
  }
  v128.store(products, a0);
  v128.store(products, a1, 16);
  v128.store(products, b0, 32);
  v128.store(products, b1, 48);
  v128.store(products, c0, 64);
  v128.store(products, c1, 80);
  v128.store(products, d0, 96);
  v128.store(products, d1, 112);
}

/** Returns the inner products of a row with four others. */
export function multiplyFour(
  row: usize,
  a: usize,
  b: usize,
  c: usize,
  d: usize,
  length: i32,
): v128 {
  let sa = f32x4.splat(0);
  let sb = f32x4.splat(0);
  let sc = f32x4.splat(0);
  let sd = f32x4.splat(0);
  const end = (<usize>length) << 2;
  for (let at: usize = 0; at < end; at += 16) {
    const value = v128.load(row + at);
    sa = multiplyAdd(value, v128.load(a + at), sa);
    sb = multiplyAdd(value, v128.load(b + at), sb);
    sc = multiplyAdd(value, v128.load(c + at), sc);
    sd = multiplyAdd(value, v128.load(d + at), sd);
  }
  const ab = f32x4.add(i32x4.shuffle(sa, sb, 0, 4, 1, 5), i32x4.shuffle(sa, sb, 2, 6, 3, 7));
  const cd = f32x4.add(i32x4.shuffle(sc, sd, 0, 4, 1, 5), i32x4.shuffle(sc, sd, 2, 6, 3, 7));
  return f32x4.add(i64x2.shuffle(ab, cd, 0, 2), i64x2.shuffle(ab, cd, 1, 3));
}

/** Returns the inner product of two rows. */
export function multiplyRows(a: usize, b: usize, length: i32): f32 {
  let sum = f32x4.splat(0);
  const end = (<usize>length) << 2;
  for (let at: usize = 0; at < end; at += 16)
    sum = multiplyAdd(v128.load(a + at), v128.load(b + at), sum);
  return sumOf(sum);
}

/**
 * Returns the squared distance of two rows from their differences, which is precise for nearly equal rows. Four
 * sums run in parallel to hide the latency of additions.
 */
export function squaredGap(a: usize, b: usize, length: i32): f32 {
  let first = f32x4.splat(0);
  let second = f32x4.splat(0);
  let third = f32x4.splat(0);
  let fourth = f32x4.splat(0);
  const end = a + ((<usize>length) << 2);
  const whole = a + ((<usize>(length & ~15)) << 2);
  while (a < whole) {
    first = addSquaredGap(a, b, first);
    second = addSquaredGap(a + 16, b + 16, second);
    third = addSquaredGap(a + 32, b + 32, third);
    fourth = addSquaredGap(a + 48, b + 48, fourth);
    a += 64;
    b += 64;
  }
  while (a < end) {
    first = addSquaredGap(a, b, first);
    a += 16;
    b += 16;
  }
  return sumOf(f32x4.add(f32x4.add(first, second), f32x4.add(third, fourth)));
}

function addSquaredGap(a: usize, b: usize, sum: v128): v128 {
  const gap = f32x4.sub(v128.load(a), v128.load(b));
  return multiplyAdd(gap, gap, sum);
}

export function sumOf(lanes: v128): f32 {
  return (
    f32x4.extract_lane(lanes, 0) +
    f32x4.extract_lane(lanes, 1) +
    (f32x4.extract_lane(lanes, 2) + f32x4.extract_lane(lanes, 3))
  );
}
