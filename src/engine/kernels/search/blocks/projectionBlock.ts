// Parameters of `projectRows`: byte offsets of float64 numbers in a block of the kernel's memory. The host and the kernel
// import this file.

/** Address of the codes of row 0. */
export const codes = 0;
/** Address of the statistics of row 0. */
export const statistics = 8;
/** Codes of a row, a multiple of 16. */
export const stride = 16;
/** Address of W: `width` rows of `stride` float32 numbers. */
export const basis = 24;
export const width = 32;
/** Bounds |W W' - 1|. */
export const spread = 40;
/** Address with room for `stride` + `width` float32 numbers. */
export const scratch = 48;
/** Address for the prefix codes of row 0. */
export const prefixes = 56;
/** Address for the prefix statistics of row 0. */
export const prefixStatistics = 64;
/** First row. */
export const first = 72;
/** The row after the last. */
export const end = 80;
