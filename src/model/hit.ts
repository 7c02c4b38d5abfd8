import type { Metadata } from './record.ts';

/** One result of a query. The meaning of the score depends on the index' metric. */
export type Hit = {
  readonly id: string;
  /** Absent if all hits are of the query's own namespace. */
  readonly namespace?: string;
  /** The index that has the record, if it is another than that of the query. */
  readonly index?: string;
  readonly score: number;
  readonly metadata: Metadata;
  /** Empty if the query did not request values. */
  readonly values: readonly number[];
  /** Where the hit was before it was reranked. */
  readonly before?: Standing;
  /** The lists that were fused and have the hit. */
  readonly origins?: readonly HitOrigin[];
};

/** A place in a list of hits. The rank counts from 1. */
export type Standing = { readonly rank: number; readonly score: number };

/** A hit's place in one of the lists that were fused. Index and namespace are absent if all lists have the same. */
export type HitOrigin = Standing & { readonly index?: string; readonly namespace?: string };

/** Cost and freshness of a request, as reported by the service. */
export type Usage = {
  readonly readUnits?: number;
  /** Units of reranking. */
  readonly rerankUnits?: number;
  /** Highest log sequence number that the response includes. */
  readonly maxIndexedLsn?: number;
  /** Log sequence number of this write: a response that includes it shows the write. */
  readonly requestLsn?: number;
};

/** The most hits that a query can ask for, by the service and by the engine. */
export const maxTopK = 10_000;
