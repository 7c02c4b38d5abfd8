import { Failure } from '../../../common/failure.ts';
import type { Filter } from '../../../model/filter/filter.ts';
import {
  keyInMap,
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
  placeAmong,
  weightOf,
} from '../../../model/map/mapPlacement.ts';
import type { MapPoints } from '../layout/startFromPrevious.ts';
import type { CachedMap } from '../cache/mapFile.ts';
import { duplicateGroups, outlierScores, type KnnGraph } from '../neighbours/knnGraph.ts';
import { batchesOf, setBits } from '../cache/pointBatches.ts';
import { decodePoints } from '../cache/decodePoints.ts';
import type { MapResources } from '../runMap.ts';

export type MatchingPoints = { readonly bits: Uint32Array; readonly total: number };

/** The most that a query answers. */
const maxTopK = 10_000;

/** Others' requests to the store wait for no more than these: some milliseconds. */
const idsAtOnce = 2000;

/** Answers questions about maps that are kept. All throw `notFound` where there is no such map. */
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

  /** Those that stand most alone, by falling factor or distance. */
  async outliers(key: MapKey, limit: number, by: OutlierOrder): Promise<readonly Outlier[]> {
    const { points, graph } = await this.#withGraph(key);
    const scores = outlierScores(graph);
    const { distance, factor } = scores;
    // A single vector has no neighbours to be far from.
    const order = Int32Array.from(points.ids.keys()).filter((at) => Number.isFinite(distance[at]));
    order.sort((a, b) => scores[by][b]! - scores[by][a]!);
    return Array.from(order.subarray(0, limit), (point) => ({
      id: points.ids[point]!,
      distance: distance[point]!,
      factor: factor[point]!,
    }));
  }

  /** What brings the points of `from` closest to those of the same ids in `to`. Throws `badInput` for too few of them. */
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

  /** Where a vector belongs, among its `wanted` nearest records in the map. */
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
      // A map may show a sample only: twice as many as should hold enough of it.
      Math.ceil((2 * wanted * total) / points.ids.length),
    );
    const pointById = new Map(points.ids.map((id, at) => [id, at]));
    const near = matches.filter(({ id }) => pointById.has(id)).slice(0, wanted);
    const xy = new Float32Array(points.positions);
    const distances = near.map(({ score }) => distanceOfScore(score, metric));
    const placement = placeAmong(
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

  /** Which points of the map pass a filter, as bits in their order, and how many records of its namespaces do. */
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

  /** The score of each point of the map for a vector, in the order of the points; NaN for records that are gone. */
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

  /** The best of all namespaces of the map, as many of each as `depth` says for its records. */
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
        const { matches } = await store.call('records.query', {
          index,
          namespace,
          topK: Math.max(1, Math.min(maxTopK, depth(total))),
          by: { vector },
          includeValues: false,
          includeMetadata: false,
        });
        return matches.map(({ id, score }) => ({ id: keyInMap(key, { namespace, id }), score }));
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
