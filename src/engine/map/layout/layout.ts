import type { WorkerPool } from '../workers/workerPool.ts';
import type { NeighbourLists } from '../neighbours/neighbourLists.ts';
import type { Random } from '../../../common/random.ts';

export type LayoutInput = {
  readonly neighbours: NeighbourLists;
  /** x, y of each row to begin with; stays the caller's. */
  readonly start: Float64Array;
  /** Where rows of an earlier map stood, NaN for others: such a map is only mended, and they stay about there. */
  readonly anchors?: Float64Array;
  readonly minDistance: number;
  readonly random: Random;
  /** Those who may help. Absent: this thread alone does it. */
  readonly workers?: Pick<WorkerPool, 'openSampling'>;
};

/** A map's layout on its way: `step` until it `isDone`. */
export type Layout = {
  readonly epochs: number;
  /** Epochs done. */
  readonly epoch: number;
  readonly isDone: boolean;
  /** Goes on by an epoch, or some where that is little work; may be called only while it is not done, one at a time. */
  step(): Promise<void>;
  /** x, y of each row now, as a copy. */
  positions(): Float32Array;
};

/** Makes a layout ready for its first step; that may take seconds. */
export type StartLayout = (input: LayoutInput) => Layout;
