import type { Metadata } from './record.ts';

/** One answer of a query. The score's meaning depends on the index' metric. */
export type Hit = {
  readonly id: string;
  readonly score: number;
  readonly metadata: Metadata;
  /** Empty where values were not asked for. */
  readonly values: readonly number[];
};

/** What a call cost and how fresh its answer was, as far as the service said. */
export type Usage = {
  readonly readUnits?: number;
  /** Log sequence number up to which the answer had indexed writes. */
  readonly maxIndexedLsn?: number;
  /** Log sequence number that the service gave to this write: an answer that reached it shows the write. */
  readonly requestLsn?: number;
};
