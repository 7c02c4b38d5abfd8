// The exports of the JSON kernel: a JSON list of numbers becomes float32 numbers in memory.

/** The longest number that is read. Programs write those of 17 digits in at most 24 characters. */
const maxNumberBytes: usize = 40;

/** The relative error of a number of at most 19 digits: two roundings to float64, at most 2^-53 each, and some room. */
const maxError: f64 = 8.881784197001252e-16;

const maxFloat32: f32 = 3.4028234663852886e38;

/** The powers of ten that are exact in float64. */
const maxExactPower: i32 = 22;
// prettier-ignore
const powersOfTen = memory.data<f64>([
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
  1e21, 1e22,
]);

const zero: u32 = 0x30;
const minus: u32 = 0x2d;
const plus: u32 = 0x2b;
const point: u32 = 0x2e;
const comma: u32 = 0x2c;
const letterE: u32 = 0x65;
const closingBracket: u32 = 0x5d;

/** What became of a list: see `readNumbers`. */
const complete: i32 = 0;
const incomplete: i32 = 1;
const unusual: i32 = 2;

let at: usize = 0;
let read: i32 = 0;
let undecided: usize = 0;
let undecidedEnd: usize = 0;

/** The address of the next number, or of the bracket that ends a complete list. */
export function position(): usize {
  return at;
}

/** The address behind the undecided numbers. */
export function endOfUndecided(): usize {
  return undecided;
}

/**
 * Begins a list whose first number is at `begin`. Numbers whose text has to decide are written to `texts`: the begin, the
 * end and the place in the list, 32 bits each, as many as fit before `textsEnd`.
 */
export function beginList(begin: usize, texts: usize, textsEnd: usize): void {
  at = begin;
  read = 0;
  undecided = texts;
  undecidedEnd = textsEnd;
}

/**
 * Reads numbers that begin before `end` to `target`, each as the float32 number nearest to its nearest float64 number. At
 * least 48 bytes that can be read follow. Returns 0 if the list is complete and has `length` numbers, at least one, 1 if more
 * bytes are needed, and 2 for a list that is wrong or has numbers of many characters.
 */
export function readNumbers(end: usize, target: usize, length: i32): i32 {
  while (read < length) {
    while (at < end && isSpace(load<u8>(at))) at++;
    if (at >= end) return incomplete;
    const begin = at;
    if (!readNumber(begin, target + ((<usize>read) << 2))) return unusual;
    const last = at + 7;
    while (at < last && isSpace(load<u8>(at))) at++;
    read++;
    if (<u32>load<u8>(at) != (read < length ? comma : closingBracket)) return unusual;
    at++;
  }
  at--;
  return complete;
}

/** Moves `at` behind the number at `begin`, and stores the number. Returns false for what is no number in JSON, or long. */
function readNumber(begin: usize, target: usize): bool {
  const last = begin + maxNumberBytes;
  const isNegative = <u32>load<u8>(begin) == minus;
  const wholeBegin = begin + <usize>isNegative;
  let next = wholeBegin;
  let digits: u64 = 0;
  let isExact = true;
  let digit = (<u32>load<u8>(next)) ^ zero;
  if (digit == 0) digit = (<u32>load<u8>(++next)) ^ zero;
  else
    for (; digit < 10 && next < last; digit = (<u32>load<u8>(++next)) ^ zero) {
      isExact = isExact && digits < 100_000_000_000_000_000;
      digits = digits * 10 + digit;
    }
  // Nothing may follow a zero, and something has to be there.
  if (next == wholeBegin || digit < 10) return false;
  let exponent: i32 = 0;
  if ((digit ^ zero) == point) {
    const fractionBegin = ++next;
    for (; next < last; next += 8) {
      const eight = load<u64>(next) ^ 0x3030303030303030;
      // Bytes above 9 reach their highest bit when 118 is added.
      if ((eight | (eight + 0x7676767676767676)) & 0x8080808080808080) break;
      isExact = isExact && digits < 10_000_000_000;
      digits = digits * 100_000_000 + numberOf(eight);
    }
    digit = (<u32>load<u8>(next)) ^ zero;
    for (; digit < 10 && next < last; digit = (<u32>load<u8>(++next)) ^ zero) {
      isExact = isExact && digits < 100_000_000_000_000_000;
      digits = digits * 10 + digit;
    }
    if (next == fractionBegin) return false;
    exponent = -(<i32>(next - fractionBegin));
  }
  if (next >= last) return false;
  if (((<u32>load<u8>(next)) | 0x20) == letterE) {
    next++;
    const sign = <u32>load<u8>(next);
    if (sign == minus || sign == plus) next++;
    const powerBegin = next;
    let power: i32 = 0;
    digit = (<u32>load<u8>(next)) ^ zero;
    for (; digit < 10 && next < last; digit = (<u32>load<u8>(++next)) ^ zero)
      if (power < 1000) power = power * 10 + digit;
    if (next == powerBegin || next >= last) return false;
    exponent += sign == minus ? -power : power;
  }
  at = next;
  isExact = isExact && exponent <= maxExactPower && exponent >= -maxExactPower;
  if (isExact && store32(digits, exponent, isNegative, target)) return true;
  if (undecided >= undecidedEnd) return false;
  store<u32>(undecided, begin);
  store<u32>(undecided, next, 4);
  store<i32>(undecided, read, 8);
  undecided += 12;
  return true;
}

/**
 * Stores digits times a power of ten. `near` differs from the exact number, and so from the float64 number nearest to it, by
 * less than `maxError`. If both ends of that range round to one float32 number, the float64 number does too; else nothing
 * is stored and the result is false.
 */
function store32(digits: u64, exponent: i32, isNegative: bool, target: usize): bool {
  const near =
    exponent <= 0
      ? <f64>digits / load<f64>(powersOfTen + ((<usize>-exponent) << 3))
      : <f64>digits * load<f64>(powersOfTen + ((<usize>exponent) << 3));
  const value = <f32>(near * (1 - maxError));
  if (value != <f32>(near * (1 + maxError)) || value > maxFloat32) return false;
  store<f32>(target, isNegative ? -value : value);
  return true;
}

/** The number of eight digits, one a byte, the first in the lowest byte. */
function numberOf(eight: u64): u64 {
  const pairs = eight * 10 + (eight >> 8);
  const high = (pairs & 0x000000ff000000ff) * 0x000f424000000064;
  const low = ((pairs >> 16) & 0x000000ff000000ff) * 0x0000271000000001;
  return (high + low) >> 32;
}

function isSpace(byte: u32): bool {
  return byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09;
}
