/**
 * Returns x^e of four positive numbers, with a relative error of at most 2e-4 for exponents up to 2. Both
 * polynomials interpolate at Chebyshev points and match at the ends to 5e-5, so there is no step at powers of
 * two.
 */
export function power(x: v128, exponent: v128): v128 {
  return exp2(f32x4.mul(log2(x), exponent));
}

function log2(x: v128): v128 {
  const one = f32x4.splat(1);
  const exponent = i32x4.sub(i32x4.shr_u(x, 23), i32x4.splat(127));
  const mantissa = v128.or(v128.and(x, i32x4.splat(0x007fffff)), one);
  const m = f32x4.sub(mantissa, one);
  let sum = multiplyAdd(m, f32x4.splat(0.05866494), f32x4.splat(-0.225103025));
  sum = multiplyAdd(m, sum, f32x4.splat(0.440599033));
  sum = multiplyAdd(m, sum, f32x4.splat(-0.716714663));
  sum = multiplyAdd(m, sum, f32x4.splat(1.442603894));
  return multiplyAdd(m, sum, f32x4.convert_i32x4_s(exponent));
}

function exp2(x: v128): v128 {
  const whole = f32x4.floor(x);
  const f = f32x4.sub(x, whole);
  let sum = multiplyAdd(f, f32x4.splat(0.012763113), f32x4.splat(0.053441029));
  sum = multiplyAdd(f, sum, f32x4.splat(0.240647048));
  sum = multiplyAdd(f, sum, f32x4.splat(0.693133993));
  sum = multiplyAdd(f, sum, f32x4.splat(1));
  return i32x4.add(sum, i32x4.shl(i32x4.trunc_sat_f32x4_s(whole), 23));
}

/** Never fused, so that results are the same on every machine. */
function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  return f32x4.add(f32x4.mul(a, b), c);
}
