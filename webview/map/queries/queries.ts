import {
  distanceOfScore,
  extentOf,
  placeByNeighbours,
  weightOf,
} from '../../../src/model/map/mapPlacement.ts';
import type { MapQuery } from '../../../src/protocol/map.ts';

/** A query as it stands on the map. */
export type ShownQuery = {
  readonly query: MapQuery;
  /** Numbers of the hits that the map shows, the best first. */
  readonly hits: readonly number[];
  /** How much each of the first of them counts for the place of the query. */
  readonly weights: readonly number[];
  /** What was expected and is not among the hits; -1 for what the map does not show. */
  readonly missed: readonly { readonly id: string; readonly index: number }[];
};

/** As many as a map is made with by default. */
const placingHits = 15;

/** The queries that the map shows, one or two. */
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

  /** Finds the hits among other points. */
  locate(indexOf: (id: string) => number): void {
    this.#shown = this.#queries.map((query) => located(query, indexOf));
  }

  /** Numbers of the hits of all queries, each once. */
  hits(): Uint32Array {
    return Uint32Array.from(new Set(this.#shown.flatMap(({ hits }) => hits)));
  }
}

/** Whether the hits between which the query is placed lie so far apart that the place says little. */
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
