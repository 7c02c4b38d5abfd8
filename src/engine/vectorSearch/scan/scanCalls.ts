import type { ScanCandidates, ScanPlan } from './quantizedScan.ts';
import type { ExactQuery } from '../exact/floatSegment.ts';
import type { FloatRowsRef } from '../disk/floatRowReader.ts';
import type { ScorePlan } from '../exact/rowScorer.ts';

/** Rows of a file, rising, to be scored exactly. */
export type DiskScorePlan = {
  readonly file: FloatRowsRef;
  readonly rows: Uint32Array;
  readonly query: ExactQuery;
};

/** What a thread of the pool answers. */
export type ScanCalls = {
  /** Its share of a first pass; throws `cancelled` once `control` is stopped. */
  scan: { params: { plan: ScanPlan; control: SharedArrayBuffer }; result: ScanCandidates };
  score: { params: ScorePlan; result: Float64Array };
  /** Throws `damaged` where a row is not as it was written. */
  scoreFromDisk: { params: DiskScorePlan; result: Float64Array };
};

/** What it is told: memories that will not be searched again. */
export type ScanEvents = { releaseSegments: readonly number[] };

export type ScanThreadData = {
  readonly module: WebAssembly.Module;
  /** Its own place in each memory. */
  readonly threadIndex: number;
};
