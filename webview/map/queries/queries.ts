import {
  distanceOfScore,
  extentOf,
  placeByNeighbours,
  weightOf,
} from '../../../src/model/map/mapPlacement.ts';
import type { MapQuery } from '../../../src/protocol/map.ts';

/** The queries shown on the map, at most two. */
export class Queries {
  #queries: readonly MapQuery[] = [];
  #shown: readonly ShownQuery[] = [];

  get all(): readonly ShownQuery[] {
    return this.#shown;
  }

  set(queries: readonly MapQuery[], indexOf: (id: string) => number): void {
    this.#queries = queries;
    this.locate(indexOf);
  }

  /** Resolves the hits again after the points were replaced. */
  locate(indexOf: (id: string) => number): void {
    this.#shown = this.#queries.map((query) => located(query, indexOf));
  }

  /** Returns the indexes of the hits of all queries, without repeats. */
  hits(): Uint32Array {
    return Uint32Array.from(new Set(this.#shown.flatMap(({ hits }) => hits)));
  }
}

/** An expected record that is not among the hits; index -1 if it is not on the map. */
export type MissedRecord = { readonly id: string; readonly index: number };

/** A query with its hits resolved to points. */
export type ShownQuery = {
  readonly query: MapQuery;
  /** Indexes of the hits on the map, best first. */
  readonly hits: readonly number[];
  /** Weights of the first hits for the position of the query. */
  readonly weights: readonly number[];
  readonly missed: readonly MissedRecord[];
};

/** Number of hits that determine the position of a query: the default number of neighbours of a map. */
const placingHits = 15;

/** Returns whether the hits that determine a query's position are so far apart that the position means little. */
export function isPlacementUncertain(
  { hits, weights }: ShownQuery,
  positions: Float32Array,
): boolean {
  const neighbours = weights.map((weight, rank) => {
    const index = hits[rank] ?? -1;
    return {
      x: positions[2 * index] ?? Number.NaN,
      y: positions[2 * index + 1] ?? Number.NaN,
      weight,
    };
  });
  const placed = neighbours.filter(({ x, y }) => !Number.isNaN(x + y));
  return placeByNeighbours(placed, extentOf(positions))?.isTorn ?? false;
}

function located(query: MapQuery, indexOf: (id: string) => number): ShownQuery {
  const onMap = query.hits
    .map(({ id, score }) => ({ index: indexOf(id), score }))
    .filter(({ index }) => index >= 0);
  const distances = onMap
    .slice(0, placingHits)
    .map(({ score }) => distanceOfScore(score, query.metric));
  const found = new Set(query.hits.map(({ id }) => id));
  return {
    query,
    hits: onMap.map(({ index }) => index),
    weights: weightsOf(distances),
    missed: query.expected.filter((id) => !found.has(id)).map((id) => ({ id, index: indexOf(id) })),
  };
}

function weightsOf(distances: readonly number[]): readonly number[] {
  const nearest = Math.min(...distances);
  const furthest = Math.max(...distances);
  return distances.map((distance) => weightOf(distance, nearest, furthest));
}
