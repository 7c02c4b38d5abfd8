// Values are stored as float32. Serialized directly, 0.4 would become 0.4000000059604645.

const powersOfTen = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/** Every smaller integer is a float32 and its own shortest decimal. */
const largestPlainInteger = 2 ** 24;

/**
 * Returns the number that `JSON.stringify` prints as the shortest decimal with the same float32 as `value`. `value`
 * must be a float32; non-finite values are returned unchanged.
 */
export function shortestFloat32(value: number): number {
  if (Number.isInteger(value) && Math.abs(value) < largestPlainInteger) return value;
  const size = Math.abs(value);
  // Powers of two have a nearer neighbour below than above, and tiny numbers have fewer bits.
  if (!(size >= 1e-10 && size < 1e15) || isPowerOfTwo(size)) return shortestBySearch(value);
  const exponent = Math.floor(Math.log10(size));
  for (let digits = 6; digits < 9; digits++) {
    const rounded = roundTo(value, digits - 1 - exponent);
    if (Math.fround(rounded) === value) return rounded;
  }
  return roundTo(value, 8 - exponent);
}

/** Applies `shortestFloat32` to all values. */
export function shortestFloat32s(values: Float32Array): number[] {
  return Array.from(values, shortestFloat32);
}

/**
 * Rounds to a number of decimal places. A float32 times a power of ten that float64 represents exactly, rounded and
 * divided again, is the float64 nearest to that decimal.
 */
function roundTo(value: number, places: number): number {
  if (places >= 0) {
    const power = powersOfTen[places]!;
    return Math.round(value * power) / power;
  }
  const power = powersOfTen[-places]!;
  return Math.round(value / power) * power;
}

/** Six digits always survive a normal float32, nine always suffice. */
function shortestBySearch(value: number): number {
  for (let digits = 1; digits < 9; digits++) {
    const text = value.toExponential(digits - 1);
    const rounded = Number(text);
    if (Math.fround(rounded) === value) return rounded;
    // The wider side of a power of two may contain a decimal when the nearest one is on the narrow side.
    const above = Number(nextUp(text));
    if (Math.fround(above) === value) return above;
  }
  return Number(value.toPrecision(9));
}

/** Returns the decimal with its last digit one unit further from zero. */
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
