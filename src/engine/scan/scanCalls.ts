import type { Kept, ScanPlan } from './firstPass.ts';
import type { ScorePlan } from './rowScorer.ts';

/** What a thread of the pool answers. */
export type ScanCalls = {
  /** Its share of a first pass; throws `cancelled` once `control` is stopped. */
  scan: { params: { plan: ScanPlan; control: SharedArrayBuffer }; result: Kept };
  score: { params: ScorePlan; result: Float64Array };
};

/** What it is told: memories that will not be searched again. */
export type ScanOrders = { forget: readonly number[] };

export type ScanThreadData = {
  readonly module: WebAssembly.Module;
  /** Its own place in each memory. */
  readonly slot: number;
};
