import type { ScanCandidates, ScanPlan } from './scanPlan.ts';
import type { ExactQuery } from '../exact/floatSegment.ts';
import type { FloatRowsRef } from '../disk/floatRowReader.ts';
import type { ScorePlan } from '../exact/rowScorer.ts';

/** Calls that the threads of the scan pool answer. */
export type ScanCalls = {
  /** Runs the thread's share of a scan. Throws `cancelled` once `control` is stopped. */
  scan: { params: { plan: ScanPlan; control: SharedArrayBuffer }; result: ScanCandidates };
  /** Returns exact scores of rows in memory, in their order. */
  score: { params: ScorePlan; result: Float64Array };
  /** Returns exact scores of rows of a file, in their order. Throws `damaged` if a checksum does not match. */
  scoreFromDisk: { params: DiskScorePlan; result: Float64Array };
};

/** Rows of a vector file to score exactly, in ascending order. Plain data that threads exchange. */
export type DiskScorePlan = {
  readonly file: FloatRowsRef;
  readonly rows: Uint32Array;
  readonly query: ExactQuery;
};

/** Events that the threads receive: segments that will not be searched again. */
export type ScanEvents = { releaseSegments: readonly number[] };

/** Data that a thread starts with. */
export type ScanThreadData = {
  readonly module: WebAssembly.Module;
  /** Selects the thread's scratch memory in each segment; 1 or more. */
  readonly threadIndex: number;
};
