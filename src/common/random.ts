/** Random numbers that a seed decides. */
export type Random = {
  /** From 0 to below 1. */
  next(): number;
  /** From a normal distribution of mean 0 and variance 1. */
  normal(): number;
};

/** Mulberry32 by Tommy Ettinger (public domain); normal numbers by Box and Muller. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
  };
}
