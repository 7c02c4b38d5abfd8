import { Failure } from '../../../common/failure.ts';
import { maxTopK } from '../../../model/hit.ts';
import type { Filter } from '../../../model/filter/filter.ts';
import {
  pointKeyOn,
  namespacesOf,
  type DuplicateGroups,
  type MapKey,
  type Outlier,
  type OutlierOrder,
  type PlacedVector,
} from '../../../model/map/mapAnalysis.ts';
import { alignPoints, type MapAlignment } from '../../../model/map/mapAlignment.ts';
import {
  distanceOfScore,
  extentOf,
  placeByNeighbours,
  weightOf,
} from '../../../model/map/mapPlacement.ts';
import { unpackHits } from '../../namespace/calls/storedHits.ts';
import type { MapPoints } from '../layout/startFromPrevious.ts';
import type { CachedMap } from '../cache/mapFile.ts';
import type { KnnGraph } from '../neighbours/knnGraph.ts';
import { duplicateGroups } from './duplicateGroups.ts';
import { outlierScores } from './outlierScores.ts';
import { batchesOf, setBits } from '../cache/pointBatches.ts';
import { decodePoints } from '../cache/decodePoints.ts';
import type { MapResources } from '../runMap.ts';

/**
 * Analyses of cached maps: duplicates, outliers, alignment, placement of vectors, filter matches and scores.
 * All methods throw `notFound` when the map is not cached.
 */
export class MapAnalyses {
  readonly #resources: Pick<MapResources, 'store' | 'maps'>;

  constructor(resources: Pick<MapResources, 'store' | 'maps'>) {
    this.#resources = resources;
  }

  async duplicates(key: MapKey, maxDistance: number): Promise<DuplicateGroups> {
    const { points, graph } = await this.#withGraph(key);
    const groups = duplicateGroups(graph, maxDistance);
    return { groups: groups.map((members) => members.map((point) => points.ids[point]!)) };
  }

  /** Returns the points with the largest outlier factor or distance, largest first. */
  async outliers(key: MapKey, limit: number, by: OutlierOrder): Promise<readonly Outlier[]> {
    const { points, graph } = await this.#withGraph(key);
    const scores = outlierScores(graph);
    const { distance, factor } = scores;
    // A single vector has an infinite distance and is no outlier.
    const order = Int32Array.from(points.ids.keys()).filter((at) => Number.isFinite(distance[at]));
    order.sort((a, b) => scores[by][b]! - scores[by][a]!);
    return Array.from(order.subarray(0, limit), (point) => ({
      id: points.ids[point]!,
      distance: distance[point]!,
      factor: factor[point]!,
    }));
  }

  /**
   * Returns the transform that aligns the points of `from` with those of the same ids in `to`. Throws
   * `badInput` when the maps share too few records.
   */
  async align(from: MapKey, to: MapKey): Promise<MapAlignment> {
    const [one, other] = await Promise.all([this.#read(from), this.#read(to)]);
    const pointById = new Map(other.points.ids.map((id, at) => [id, at]));
    const shared = one.points.ids.flatMap((id, at) => {
      const there = pointById.get(id);
      return there === undefined ? [] : [[at, there] as const];
    });
    const pick = ({ positions }: MapPoints, side: 0 | 1): Float32Array => {
      const xy = new Float32Array(positions);
      return Float32Array.from(
        shared.flatMap((pair) => [xy[pair[side] * 2]!, xy[pair[side] * 2 + 1]!]),
      );
    };
    const alignment = alignPoints(pick(one.points, 0), pick(other.points, 1));
    if (alignment !== undefined) return alignment;
    throw new Failure(
      'badInput',
      `The two maps share ${shared.length} records, which is too little to lay one upon the other`,
    );
  }

  /** Returns the position of a vector on the map, computed from its `wanted` nearest records on the map. */
  async place(key: MapKey, vector: Float32Array, wanted: number): Promise<PlacedVector> {
    const { index } = key;
    const { store } = this.#resources;
    const { points } = await this.#read(key);
    const { metric, dimension } = await store.call('index.describe', { name: index });
    if (dimension !== vector.length) {
      const message = `A vector of “${index}” has ${dimension ?? 0} values, and this one ${vector.length}`;
      throw new Failure('badInput', message);
    }
    const matches = await this.#nearest(key, vector, (total) =>
      // A map may show a sample: queries about twice as many records as needed.
      Math.ceil((2 * wanted * total) / points.ids.length),
    );
    const pointById = new Map(points.ids.map((id, at) => [id, at]));
    const near = matches.filter(({ id }) => pointById.has(id)).slice(0, wanted);
    const xy = new Float32Array(points.positions);
    const distances = near.map(({ score }) => distanceOfScore(score, metric));
    const placement = placeByNeighbours(
      near.map(({ id }, at) => {
        const point = pointById.get(id)!;
        const weight = weightOf(distances[at]!, distances[0]!, distances.at(-1)!);
        return { x: xy[point * 2]!, y: xy[point * 2 + 1]!, weight };
      }),
      extentOf(xy),
    );
    if (placement === undefined)
      throw new Failure('notFound', 'None of the nearest records is in the map');
    return { placement, neighbours: near.map(({ id, score }) => ({ id, score })) };
  }

  /**
   * Returns which points pass a filter, as bits in point order, and how many records of the namespaces pass it.
   */
  async matching(key: MapKey, filter: Filter, signal: AbortSignal): Promise<MatchingPoints> {
    const { store } = this.#resources;
    const { points } = await this.#read(key);
    const bits = new Uint32Array(Math.ceil(points.ids.length / 32));
    for (const { namespace, ids, first } of batchesOf(points.ids, key.namespace, idsAtOnce)) {
      const params = { index: key.index, namespace, filter, ids };
      const { bits: some } = await store.call('records.matching', params, { signal });
      setBits(bits, first, new Uint32Array(some), ids.length);
    }
    let total = 0;
    for (const namespace of namespacesOf(key)) {
      const params = { index: key.index, namespace, filter };
      total += (await store.call('records.countMatching', params, { signal })).count;
    }
    return { bits, total };
  }

  /** Returns which points contain all words in their ids, titles or whole texts, as bits in point order. */
  async containing(
    key: MapKey,
    words: readonly string[],
    signal: AbortSignal,
  ): Promise<Uint32Array> {
    const { store } = this.#resources;
    const { points } = await this.#read(key);
    const bits = new Uint32Array(Math.ceil(points.ids.length / 32));
    for (const { namespace, ids, first } of batchesOf(points.ids, key.namespace, idsAtOnce)) {
      const params = { index: key.index, namespace, words, ids };
      const { bits: some } = await store.call('records.containing', params, { signal });
      setBits(bits, first, new Uint32Array(some), ids.length);
    }
    return bits;
  }

  /** Returns the score of each point for a vector, in point order; NaN for records that were deleted. */
  async scores(key: MapKey, vector: Float32Array, signal: AbortSignal): Promise<Float32Array> {
    const { store } = this.#resources;
    const { points } = await this.#read(key);
    const scores = new Float32Array(points.ids.length);
    for (const { namespace, ids, first } of batchesOf(points.ids, key.namespace, idsAtOnce)) {
      const params = { index: key.index, namespace, vector, ids };
      const { scores: some } = await store.call('records.scores', params, { signal });
      scores.set(new Float32Array(some), first);
    }
    return scores;
  }

  /**
   * Queries all namespaces of the map, best score first. `depth` returns the `topK` for a namespace’s record
   * count.
   */
  async #nearest(
    key: MapKey,
    vector: Float32Array,
    depth: (total: number) => number,
  ): Promise<readonly { id: string; score: number }[]> {
    const { store } = this.#resources;
    const { index } = key;
    const { namespaces } = await store.call('index.stats', { index });
    const shown = namespacesOf(key);
    const found = await Promise.all(
      shown.map(async (namespace) => {
        const total = namespaces.find(({ name }) => name === namespace)?.recordCount ?? 0;
        const { hits } = await store.call('records.query', {
          index,
          namespace,
          topK: Math.max(1, Math.min(maxTopK, depth(total))),
          by: { vector },
          includeValues: false,
          includeMetadata: false,
        });
        return unpackHits(hits).map(({ id, score }) => ({
          id: pointKeyOn(key, { namespace, id }),
          score,
        }));
      }),
    );
    const { metric } = await store.call('index.describe', { name: index });
    const sign = metric === 'euclidean' ? 1 : -1;
    return found.flat().sort((one, other) => sign * (one.score - other.score));
  }

  async #withGraph(key: MapKey): Promise<{ points: MapPoints; graph: KnnGraph }> {
    const { points, cached } = await this.#read(key);
    if (cached.graph === undefined) {
      const message = 'This map was made without neighbours: choose the method umap';
      throw new Failure('badInput', message);
    }
    return { points, graph: cached.graph };
  }

  async #read({
    index,
    namespace,
    parameters,
  }: MapKey): Promise<{ points: MapPoints; cached: CachedMap }> {
    const { store, maps } = this.#resources;
    const { source } = await store.call('namespace.version', { index, namespace });
    const cached = await maps.read({ source, namespace, parameters });
    const points = cached && decodePoints(cached.frames);
    if (cached === undefined || points === undefined) {
      const message = `There is no such map of “${namespace}” in “${index}” yet: make it first`;
      throw new Failure('notFound', message);
    }
    return { points, cached };
  }
}

export type MatchingPoints = { readonly bits: Uint32Array; readonly total: number };

/** Ids per store call: a few milliseconds, so that other requests are served in between. */
const idsAtOnce = 2000;
