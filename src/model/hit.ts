import type { Metadata } from './record.ts';

/** One result of a query. The meaning of the score depends on the index' metric. */
export type Hit = {
  readonly id: string;
  /** Absent if all hits are of the query's own namespace. */
  readonly namespace?: string;
  readonly score: number;
  readonly metadata: Metadata;
  /** Empty if the query did not request values. */
  readonly values: readonly number[];
};

/** Cost and freshness of a request, as reported by the service. */
export type Usage = {
  readonly readUnits?: number;
  /** Highest log sequence number that the response includes. */
  readonly maxIndexedLsn?: number;
  /** Log sequence number of this write: a response that includes it shows the write. */
  readonly requestLsn?: number;
};
