import type { PrefixQuery } from '../quantize/prefixBasis.ts';
import type { QuantizedQuery } from '../quantize/quantizedQuery.ts';
import { rowsPerSegment, type SegmentRef } from '../quantize/quantizedSegment.ts';

/** A scan of quantized vectors: the rows, the query, and how many hits are wanted. Plain data that threads exchange. */
export type ScanPlan = {
  readonly dimension: number;
  readonly segments: readonly SegmentRef[];
  /** Rows of all segments together. */
  readonly rowCount: number;
  /** A bit for each row to scan; other rows are not read. */
  readonly mask: Uint32Array;
  readonly query: QuantizedQuery;
  readonly prefix?: PrefixPlan;
  readonly isEuclidean: boolean;
  readonly topK: number;
};

/** The query's prefix, and how many rows of each segment, from its first on, have prefixes. */
export type PrefixPlan = { readonly query: PrefixQuery; readonly counts: readonly number[] };

/** What one thread found: rows that can be among the best, with their upper bounds, and the best lower bounds. */
export type ScanCandidates = {
  readonly rows: Uint32Array;
  readonly upperBounds: Float32Array;
  readonly lowerBounds: Float32Array;
  /** Whether the thread scanned a chunk. */
  readonly hasWorked: boolean;
};

/**
 * Rows of a chunk, powers of two. A chunk is one kernel call: short enough that threads end at about the same time, that
 * the stop flag is seen, and that V8 swaps in optimised code.
 */
const chunkRows = { fewest: 512, most: 4096 };
const chunksPerScan = 32;

/** Number of chunks that the threads of a scan share. */
export function chunkCount({ dimension, rowCount }: ScanPlan): number {
  return Math.ceil(rowCount / chunkRowsOf(dimension, rowCount));
}

/** Rows of each chunk of a scan; a chunk lies in one segment. */
export function chunkRowsOf(dimension: number, rowCount: number): number {
  const wanted = 2 ** Math.floor(Math.log2(rowCount / chunksPerScan));
  const rows = Math.max(chunkRows.fewest, Math.min(chunkRows.most, wanted));
  return Math.min(rowsPerSegment(dimension), rows);
}
