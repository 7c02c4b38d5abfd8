import type { ScoreParts } from './scoreParts.ts';
import type { ClauseTruth, ValueType } from './explainFilter.ts';

/** Why a query finds a record, or why not. */
export type Explanation = {
  readonly id: string;
  readonly verdict: Verdict;
  /** Rank from 1 among the records that pass the filter; absent if it is excluded, or below `deepest`. */
  readonly rank?: number;
  /** Rank from 1 among all records, of a record that the filter excludes; absent if it is below `deepest`. */
  readonly rankWithoutFilter?: number;
  /** Number of ranks that were read. */
  readonly deepest: number;
  /** Score of the record by the query; absent if it could not be computed. */
  readonly score?: number;
  /** Score of the last hit that the query returns. */
  readonly lastScore?: number;
  /** What the dense and the sparse part add to the score, of a query with sparse values. */
  readonly parts?: ScoreParts;
  /** The log sequence number up to which the search had writes; absent if the service does not tell it. */
  readonly maxIndexedLsn?: number;
  readonly clauses: readonly ExplainedClause[];
  /** Other namespaces with a record of this id. */
  readonly namespaces: readonly string[];
  /** Where the record is in each list of a query that merges several; absent for a query of one list. */
  readonly lists?: readonly ListPlace[];
  /** Where the record is in the merged list; absent for a query of one list. */
  readonly merged?: StagePlace;
  /** Where the record is after the hits were reranked; absent for a query that reranks none. */
  readonly reranked?: StagePlace;
};

/** A record in the list of one namespace of an index. Rank and score are absent if they are not known. */
export type ListPlace = {
  /** Absent if all lists are of one index. */
  readonly index?: string;
  readonly namespace: string;
  readonly rank?: number;
  readonly score?: number;
  /** What the rank adds to the score of reciprocal rank fusion; absent if the query does not ask for as many hits. */
  readonly adds?: number;
};

/** A record in a list of `of` hits. Rank and score are absent if the list does not have it. */
export type StagePlace = { readonly rank?: number; readonly score?: number; readonly of: number };

/**
 * Where an expected record is. `found`: among the first hits. `below`: it passes the filter, behind them. `filtered`: the
 * filter excludes it. `unfound`: the record exists, but the search, which
 * returned all that it finds, does not have it: it was written moments ago, or has no part that the query compares.
 * `elsewhere`: only other namespaces have it. `missing`: no namespace that was read has it.
 */
export type Verdict = 'found' | 'below' | 'filtered' | 'unfound' | 'elsewhere' | 'missing';

export type ExplainedClause = ClauseTruth & {
  /** The most frequent type of the field among other records. */
  readonly typeShare?: TypeShare;
};

/** A type, and its share of the values of `of` records. */
export type TypeShare = { readonly type: ValueType; readonly share: number; readonly of: number };
