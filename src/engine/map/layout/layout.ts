import type { WorkerPool } from '../workers/workerPool.ts';
import type { NeighbourLists } from '../neighbours/neighbourLists.ts';
import type { MapDetail } from '../../../model/map/map.ts';
import type { Random } from '../../../common/random.ts';

/** A layout in progress: call `step` until `isDone`. */
export type Layout = {
  readonly epochs: number;
  /** Number of epochs done. */
  readonly epoch: number;
  readonly isDone: boolean;
  /** Runs one or more epochs. Call it only while not done, one call at a time. */
  step(): Promise<void>;
  /** Returns a copy of the current x, y of each row. */
  positions(): Float32Array;
};

export type LayoutInput = {
  readonly neighbours: NeighbourLists;
  /** Start position x, y of each row; not modified. */
  readonly start: Float64Array;
  /**
   * Positions on the previous map, NaN for new rows. When present, the layout only refines: known rows stay
   * close to their anchors.
   */
  readonly anchors?: Float64Array;
  readonly minDistance: number;
  /** Default: `standard`. */
  readonly detail?: MapDetail;
  readonly random: Random;
  /** Worker pool that samples edges. Default: the calling thread. */
  readonly workers?: Pick<WorkerPool, 'openSampling'>;
};

/** Prepares a layout for its first step. May take seconds. */
export type StartLayout = (input: LayoutInput) => Layout;
