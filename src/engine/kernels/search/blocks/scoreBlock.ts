// Parameters of `scoreRows`: byte offsets of float64 numbers in a block of the kernel's memory. The host and the kernel
// import this file.

/** Address of the float32 vectors of the memory. */
export const vectors = 0;
/** Address of a float64 norm for each row; 0 if it is not computed yet. */
export const norms = 8;
/** Numbers of a vector, a multiple of 8 with zeros at the end. */
export const length = 16;
/** Address of the query in float64. */
export const query = 24;
export const queryNorm = 32;
/** 0 cosine, 1 inner product, 2 squared Euclidean distance. */
export const metric = 40;
/** Address of the numbers (i32) of the rows to score. */
export const rows = 48;
/** Number of the memory's first row. */
export const firstRow = 56;
/** Address for the float64 scores. */
export const scores = 64;
/** Rows to score. */
export const count = 72;
