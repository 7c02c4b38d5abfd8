import { distinct } from './gradedAnswer.ts';

/**
 * Returns the similarity of two ranked lists, 0 to 1: rank-biased overlap, extrapolated beyond their ends (Webber,
 * Moffat, Zobel 2010, equation 32). Two empty lists have 1, an empty and another one 0.
 */
export function rankBiasedOverlap(
  one: readonly string[],
  other: readonly string[],
  persistence = 0.9,
): number {
  const [short = [], long = []] = [distinct(one), distinct(other)].sort(
    (a, b) => a.length - b.length,
  );
  if (short.length === 0) return long.length === 0 ? 1 : 0;
  const overlaps = overlapsByDepth(short, long);
  const shortEnd = overlaps[short.length - 1] ?? 0;
  const longEnd = overlaps[long.length - 1] ?? 0;
  let sum = 0;
  for (const [at, overlap] of overlaps.entries()) {
    const depth = at + 1;
    const weight = persistence ** depth;
    sum += (overlap / depth) * weight;
    if (depth > short.length)
      sum += ((shortEnd * (depth - short.length)) / (short.length * depth)) * weight;
  }
  const tail = (longEnd - shortEnd) / long.length + shortEnd / short.length;
  return ((1 - persistence) / persistence) * sum + tail * persistence ** long.length;
}

/** Returns the number of common ids within each depth of the longer list. */
function overlapsByDepth(short: readonly string[], long: readonly string[]): readonly number[] {
  const seen = new Set<string>();
  let common = 0;
  return long.map((id, at) => {
    for (const next of new Set([id, ...short.slice(at, at + 1)])) {
      if (at < short.length && next === id && next === short[at]) common++;
      else if (seen.has(next)) common++;
      seen.add(next);
    }
    return common;
  });
}
