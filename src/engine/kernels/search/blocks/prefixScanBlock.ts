// Parameters of `beginPrefixScan`: byte offsets of float64 numbers in a block of the kernel's memory. The host and the
// kernel import this file.

/** Address of the prefix codes of the memory's first row. */
export const prefixes = 0;
/** Address of the 16 bytes of statistics of the first prefix (see prefix.ts). */
export const statistics = 8;
/** Codes of a prefix, a multiple of 16. */
export const width = 16;
/** Address of the codes of b, the query's prefix. */
export const query = 24;
/** `scale` times the codes is b, but for `error`. */
export const scale = 32;
/** Bounds the norms of the query and of b. */
export const norm = 40;
/** Bounds the norm of q - W' b, the part of the query that b leaves out. */
export const residual = 48;
/** Bounds what the codes leave of b, and |W p|. */
export const error = 56;
/** Norm of every row; 0 if rows differ. */
export const rowNorm = 64;
