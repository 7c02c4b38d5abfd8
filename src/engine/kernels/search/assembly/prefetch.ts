let sink: v128 = i32x4.splat(0);

/**
 * Loads `bytes` from `from` into the cache, one load per cache line. Loads that do not depend on each other overlap: rows
 * that are far apart take half the time of loads in the order of the arithmetic.
 */
export function prefetch(from: usize, bytes: usize): void {
  // The last line first: a row often spans two pages, whose addresses are then translated in parallel.
  let lines = v128.load(from + bytes - 16);
  const end = from + bytes;
  for (; from < end; from += 64) lines = v128.or(lines, v128.load(from));
  sink = lines;
}
