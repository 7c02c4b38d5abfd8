// Values are kept as float32. Printed as they are, 0.4 would read 0.4000000059604645.

const powersOfTen = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/** Below it every integer is a float32, and its own shortest decimal. */
const largestPlainInteger = 2 ** 24;

/**
 * The number whose shortest decimal is the shortest one that gives the same float32 as `value`: what `JSON.stringify`
 * should print. `value` is a float32 already; what is not finite comes back as it is.
 */
export function shortestFloat32(value: number): number {
  if (Number.isInteger(value) && Math.abs(value) < largestPlainInteger) return value;
  const size = Math.abs(value);
  // Powers of two have a nearer neighbour below than above, and tiny numbers fewer bits: both need care.
  if (!(size >= 1e-10 && size < 1e15) || isPowerOfTwo(size)) return shortestBySearch(value);
  const exponent = Math.floor(Math.log10(size));
  for (let digits = 6; digits < 9; digits++) {
    const rounded = roundTo(value, digits - 1 - exponent);
    if (Math.fround(rounded) === value) return rounded;
  }
  return roundTo(value, 8 - exponent);
}

/** Float32 numbers as they are printed. */
export function shortestFloat32s(values: Float32Array): number[] {
  return Array.from(values, shortestFloat32);
}

/**
 * To so many places behind the point. A float32 times a power of ten that float64 holds exactly, rounded and divided
 * again, is the float64 nearest to that decimal, and so is printed as it.
 */
function roundTo(value: number, places: number): number {
  if (places >= 0) {
    const power = powersOfTen[places]!;
    return Math.round(value * power) / power;
  }
  const power = powersOfTen[-places]!;
  return Math.round(value / power) * power;
}

/** Six digits always come back from a normal float32, nine always suffice. */
function shortestBySearch(value: number): number {
  for (let digits = 1; digits < 9; digits++) {
    const text = value.toExponential(digits - 1);
    const rounded = Number(text);
    if (Math.fround(rounded) === value) return rounded;
    // The wider side of a power of two may hold a decimal where the nearest one lies on the narrow side.
    const above = Number(nextUp(text));
    if (Math.fround(above) === value) return above;
  }
  return Number(value.toPrecision(9));
}

/** A decimal with one more unit in its last digit, away from zero. */
function nextUp(text: string): string {
  const [digits = '', exponent = '0'] = text.split('e');
  const places = digits.split('.')[1]?.length ?? 0;
  const sign = digits.startsWith('-') ? '-' : '';
  const next = BigInt(digits.replace(/[-.]/g, '')) + 1n;
  return `${sign}${next}e${Number(exponent) - places}`;
}

function isPowerOfTwo(size: number): boolean {
  return Number.isInteger(Math.log2(size));
}
