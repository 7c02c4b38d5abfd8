import { createRandom, type Random } from '../../../common/random.ts';

/**
 * Returns the two-sided p of the mean of paired differences by randomisation: how often the mean is as large when the
 * sign of each difference is random. Exact up to 12 pairs, else (b + 1) / (samples + 1), the same for a seed.
 */
export function signFlipTest(
  differences: readonly number[],
  { seed = 1, samples = 100_000 }: { readonly seed?: number; readonly samples?: number } = {},
): number {
  if (differences.length === 0) return 1;
  const observed = Math.abs(differences.reduce((sum, one) => sum + one, 0));
  const scale = differences.reduce((sum, one) => sum + Math.abs(one), 0);
  // Sums in another order differ in the last digits.
  const edge = observed - scale * 1e-12;
  const tables = differences.length <= exactUpTo ? undefined : sumsByByte(differences);
  if (!tables) return exactShare(differences, edge);
  const random = createRandom(seed);
  let atLeast = 0;
  for (let sample = 0; sample < samples; sample++)
    if (Math.abs(randomSum(tables, random)) >= edge) atLeast++;
  return (atLeast + 1) / (samples + 1);
}

/** Up to this number of pairs, all sign flips are counted. */
const exactUpTo = 12;

function exactShare(differences: readonly number[], edge: number): number {
  const all = 2 ** differences.length;
  let atLeast = 0;
  for (let signs = 0; signs < all; signs++) {
    let sum = 0;
    for (const [at, one] of differences.entries()) sum += (signs >>> at) & 1 ? one : -one;
    if (Math.abs(sum) >= edge) atLeast++;
  }
  return atLeast / all;
}

/** Returns the sums of each eight differences for all 256 combinations of their signs. */
function sumsByByte(differences: readonly number[]): readonly Float64Array[] {
  return Array.from({ length: Math.ceil(differences.length / 8) }, (_, block) => {
    const eight = differences.slice(block * 8, block * 8 + 8);
    return Float64Array.from({ length: 256 }, (_, signs) =>
      eight.reduce((sum, one, at) => sum + ((signs >>> at) & 1 ? one : -one), 0),
    );
  });
}

function randomSum(tables: readonly Float64Array[], random: Random): number {
  let sum = 0;
  let bits = 0;
  for (let at = 0; at < tables.length; at++) {
    bits = at % 4 === 0 ? random.next() * 2 ** 32 : bits >>> 8;
    sum += tables[at]?.[bits & 255] ?? 0;
  }
  return sum;
}
