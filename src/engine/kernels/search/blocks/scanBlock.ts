// Parameters of `beginScan`: byte offsets of float64 numbers in a block of the kernel's memory. The host and the kernel
// import this file. Addresses and counts are exact in float64.

/** Address of the codes of the memory's first row. */
export const codes = 0;
/** Address of the 16 bytes of statistics of the first row (see encode.ts). */
export const statistics = 8;
/** Codes of a row, a multiple of 16. */
export const stride = 16;
/** Address of two rows of query codes, the coarse ones before the fine ones. */
export const query = 24;
/** Address of the bits of the rows to scan. */
export const mask = 32;
/** Address of float32 lower bounds, with room for 2 * `topK` + 16. */
export const lowerBounds = 40;
/** How many lower bounds are there already, from rows of other memories. */
export const knownLowerBounds = 48;
/** Address for the numbers of candidates (i32), with room for all rows. */
export const candidates = 56;
/** Address for the upper bounds of candidates (float32), with room for all rows. */
export const upperBounds = 64;
/** 1 for the squared Euclidean distance, 0 for the inner product. */
export const isEuclidean = 72;
export const topK = 80;
/** The query is coarseScale * coarse codes + fineScale * fine codes + a residual. */
export const coarseScale = 88;
/** Norm of the part that the coarse codes represent. */
export const coarseNorm = 96;
/** Bounds the norm of what the coarse codes leave out. */
export const coarseError = 104;
export const fineScale = 112;
/** Norm of the part that the coarse and the fine codes represent. */
export const fineNorm = 120;
/** Bounds the norm of what the coarse and the fine codes leave out. */
export const fineError = 128;
/** Squared norm of the query. */
export const squaredNorm = 136;
