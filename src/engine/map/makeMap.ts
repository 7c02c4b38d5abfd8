import type {
  MapDistance,
  MapFrame,
  MapMethod,
  MapParameters,
  MapQuality,
} from '../../model/map/map.ts';
import { textKeyOf, titleOf, type Metadata } from '../../model/record.ts';
import { colourColumns, namespaceColumn } from './colourColumns.ts';
import {
  collapseDuplicates,
  neighboursOfAll,
  spreadDuplicates,
  type DistinctRows,
} from './neighbours/distinctRows.ts';
import { startFromPrevious } from './layout/startFromPrevious.ts';
import { measureLayoutQuality } from './analysis/layoutQuality.ts';
import { findNeighbours, type FoundNeighbours } from './neighbours/findNeighbours.ts';
import type { Layout, StartLayout } from './layout/layout.ts';
import type { MapInput } from './mapThreadCalls.ts';
import { knnGraphOf, knnGraphOfOne, type KnnGraph } from './neighbours/knnGraph.ts';
import { explainedVariance, projectToAxes } from './layout/pca.ts';
import { createRandom, type Random } from '../../common/random.ts';
import { PoolThreads } from './workers/workerPool.ts';
import { planNeighbourSearch } from './neighbours/neighbourSearchPlan.ts';
import { vectorsOf, type SharedVectors } from './workers/sharedVectors.ts';
import {
  distanceOf,
  normalizeVectors,
  rootMeanSquareLength,
  type Vectors,
} from './workers/vectors.ts';

/**
 * Makes a map and emits its frames: points, columns, PCA positions, the positions of the running layout,
 * position accuracy, done. The same input always gives the same map. The rows are normalized and reordered in
 * place. Returns the k-nearest-neighbour graph of the records, or undefined for PCA. Throws `badInput` for
 * vectors that contain NaN or infinite values.
 */
export async function makeMap(
  input: MapInput,
  emit: Emit,
  tools: MapTools,
): Promise<KnnGraph | undefined> {
  const poolThreads = startThreadsEarly(input, tools);
  try {
    return await makeInSteps(input, emit, { ...tools, ...(poolThreads && { poolThreads }) });
  } finally {
    poolThreads?.dispose();
  }
}

/** Receives a frame and takes ownership of its data. */
export type Emit = (frame: MapFrame) => void;

export type MapTools = {
  readonly layouts: Readonly<Record<Exclude<MapMethod, 'pca'>, StartLayout>>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Number of threads that search for neighbours. Default: the threads that the machine can spare. */
  readonly threads?: number;
};

/** At most 30 position frames are emitted per second. */
const frameIntervalMs = 1000 / 30;

/** Maximum characters of text per point. The view fetches the full text of the record it shows. */
const maxTextLength = 300;

/**
 * Fixed seed for the PCA start and the neighbour search, so that the seed of a map changes only the sample of
 * records and the random nodes of the layout.
 */
const searchSeed = 1;

/** Maximum coordinate of the PCA start, as in umap-learn. */
const startExtent = 10;

/** Spread below this share of the vector length is float32 rounding. */
const sameExtent = 1e-6;

/** Minimum number of distinct vectors for a UMAP layout. With fewer, the PCA positions are final. */
const minLaidOut = 4;

/**
 * Starts the pool threads before the vectors are prepared, so that both happen in parallel. Returns undefined
 * when one thread is enough.
 */
function startThreadsEarly(
  { rows, parameters }: MapInput,
  tools: MapTools,
): PoolThreads | undefined {
  const { method, neighbours: perRow } = parameters;
  const needs = { perRow, ...(tools.threads !== undefined && { threads: tools.threads }) };
  const { threads } = planNeighbourSearch(rows.count, rows.dimension, needs);
  return method === 'pca' || threads === 1 ? undefined : new PoolThreads(threads);
}

type StartedTools = MapTools & { readonly poolThreads?: PoolThreads };

async function makeInSteps(
  input: MapInput,
  emit: Emit,
  tools: StartedTools,
): Promise<KnnGraph | undefined> {
  const { ids, rows, metadata, total, parameters, startedAtMs } = input;
  const { method = 'umap', distance = distanceOf(input.metric) } = parameters;
  const vectors = vectorsOf(rows);
  const unit = normalizeVectors(vectors, distance, ids);
  const titles = titlesOf(metadata);
  emit({ type: 'points', ids, texts: metadata.map(textOf), ...(titles && { titles }), total });
  const byNamespace = parameters.namespaces?.length ? namespaceColumn(ids) : undefined;
  for (const { column, data } of [
    ...(byNamespace ? [byNamespace] : []),
    ...colourColumns(metadata),
  ])
    emit({ type: 'column', column, data });
  const axes = method === 'pca' && parameters.components === 3 ? 3 : 2;
  const random = createRandom(searchSeed);
  const components = projectToAxes(vectors, axes, random);
  const explained = method === 'pca' ? explainedVariance(vectors, components, axes) : undefined;
  const start = startPositions(vectors, components, random);
  emit({
    type: 'positions',
    epoch: 0,
    ...(axes === 3 && { components: 3 }),
    ...(explained && { explained }),
    data: Float32Array.from(start).buffer,
  });
  const laidOut =
    method === 'pca'
      ? undefined
      : await layOut(
          input,
          { distance, unit, start, distinct: collapseDuplicates(rows), method },
          emit,
          tools,
        );
  emit({ type: 'progress', progress: { stage: 'done', done: 1, of: 1 } });
  const tookMs = tools.now() - startedAtMs;
  emit({ type: 'done', tookMs, ...(laidOut?.quality && { quality: laidOut.quality }) });
  return laidOut?.graph;
}

type Prepared = {
  readonly distance: MapDistance;
  readonly unit: number;
  readonly start: Float64Array;
  readonly distinct: DistinctRows;
  readonly method: Exclude<MapMethod, 'pca'>;
};

/**
 * Finds the neighbours and runs the layout. The layout is skipped when there are too few distinct vectors or
 * all have the same position.
 */
async function layOut(
  input: MapInput,
  prepared: Prepared,
  emit: Emit,
  tools: StartedTools,
): Promise<{ graph: KnnGraph; quality?: MapQuality | undefined }> {
  const { start, unit, distinct, distance } = prepared;
  if (distinct.rows.count <= 1) return { graph: neighboursOfAll(knnGraphOfOne(), distinct) };
  const found = await searchNeighbours(distinct.rows, distance, input.parameters, emit, tools);
  try {
    const isLaidOut = distinct.rows.count >= minLaidOut && start.some((at) => at !== 0);
    const quality = isLaidOut ? await runLayout(input, prepared, found, emit, tools) : undefined;
    return { graph: neighboursOfAll(knnGraphOf(found, unit), distinct), quality };
  } finally {
    found.dispose();
  }
}

async function runLayout(
  { parameters, previous, ids }: MapInput,
  { start, distinct, method }: Prepared,
  found: FoundNeighbours,
  emit: Emit,
  { layouts, now }: StartedTools,
): Promise<MapQuality | undefined> {
  emit({ type: 'progress', progress: { stage: 'layout', done: 0, of: 1 } });
  const { neighbours, order } = found;
  const known = previous && startFromPrevious(previous, ids, distinct.distinctOf, found);
  const layout = layouts[method]({
    neighbours,
    ...(known ?? { start: inRowOrder(start, distinct.firstRecords, order) }),
    minDistance: parameters.minDistance,
    ...(parameters.detail && { detail: parameters.detail }),
    random: createRandom(parameters.seed),
    workers: found.workers,
  });
  const positions = (): Float32Array =>
    spreadDuplicates(inDistinctOrder(layout.positions(), order), distinct.distinctOf);
  await streamLayout(layout, positions, emit, now);
  const measured = await measureLayoutQuality(found, layout.positions(), parameters.seed);
  if (measured !== undefined) {
    const perDistinct = new Float32Array(order.length);
    order.forEach((number, row) => (perDistinct[number] = measured.rowAccuracies[row]!));
    const perPoint = Float32Array.from(distinct.distinctOf, (number) => perDistinct[number]!);
    const { neighbours: k } = measured.quality;
    emit({ type: 'positionAccuracy', neighbours: k, data: perPoint.buffer });
  }
  return measured?.quality;
}

/** Scales the PCA positions to `startExtent`. Returns zeros when all records are the same. */
function startPositions(vectors: Vectors, components: Float64Array, random: Random): Float64Array {
  const extent = components.reduce((largest, at) => Math.max(largest, Math.abs(at)), 0);
  if (extent <= sameExtent * rootMeanSquareLength(vectors)) return components.fill(0);
  // A little noise separates records in the same position, which would otherwise be pushed in one direction
  // only.
  return components.map((at) => (at * startExtent) / extent + random.normal() * 1e-4);
}

async function searchNeighbours(
  rows: SharedVectors,
  distance: MapDistance,
  { neighbours: wanted }: MapParameters,
  emit: Emit,
  { now, threads, poolThreads }: StartedTools,
): Promise<FoundNeighbours> {
  const isDue = throttle(now);
  const of = rows.count;
  emit({ type: 'progress', progress: { stage: 'neighbours', done: 0, of } });
  // With fewer rows than a layout needs, every row has all others as neighbours.
  const perRow = Math.min(wanted, of < minLaidOut ? of : of - 1);
  const options = {
    distance,
    perRow,
    seed: searchSeed,
    ...(threads !== undefined && { threads }),
    ...(poolThreads && { poolThreads, threads: poolThreads.count }),
  };
  const found = await findNeighbours(rows, options, (share) => {
    const done = Math.min(of - 1, Math.round(share * of));
    if (isDue()) emit({ type: 'progress', progress: { stage: 'neighbours', done, of } });
  });
  emit({ type: 'progress', progress: { stage: 'neighbours', done: of, of } });
  return found;
}

async function streamLayout(
  layout: Layout,
  positions: () => Float32Array,
  emit: Emit,
  now: () => number,
): Promise<void> {
  const isDue = throttle(now);
  while (!layout.isDone) {
    await layout.step();
    if (!isDue() && !layout.isDone) continue;
    const { epoch: done, epochs: of } = layout;
    emit({ type: 'progress', progress: { stage: 'layout', done, of } });
    emit({ type: 'positions', epoch: done, data: positions().buffer });
  }
}

/** Converts positions of records to the row order of the neighbour search. */
function inRowOrder(xy: Float64Array, firstRecords: Int32Array, order: Int32Array): Float64Array {
  const rows = new Float64Array(2 * order.length);
  order.forEach((number, row) => {
    const record = firstRecords[number]!;
    rows[row * 2] = xy[record * 2]!;
    rows[row * 2 + 1] = xy[record * 2 + 1]!;
  });
  return rows;
}

/** Converts positions of rows to the order of the distinct vectors. */
function inDistinctOrder(xy: Float32Array, order: Int32Array): Float32Array {
  const distinct = new Float32Array(xy.length);
  order.forEach((number, row) => {
    distinct[number * 2] = xy[row * 2]!;
    distinct[number * 2 + 1] = xy[row * 2 + 1]!;
  });
  return distinct;
}

/** Returns a function that is true at most once per frame interval. */
function throttle(now: () => number): () => boolean {
  let last = -Infinity;
  return () => {
    const time = now();
    if (time - last < frameIntervalMs) return false;
    last = time;
    return true;
  };
}

/** Returns the titles of the records, empty for those without one; undefined if none has a title. */
function titlesOf(metadata: readonly Metadata[]): readonly string[] | undefined {
  const titles = metadata.map((one) => shortened(titleOf(one) ?? ''));
  return titles.some((title) => title !== '') ? titles : undefined;
}

function textOf(metadata: Metadata): string {
  const key = textKeyOf(metadata);
  const text = key === undefined ? '' : String(metadata[key]);
  return shortened(text);
}

function shortened(text: string): string {
  return text.length > maxTextLength ? `${text.slice(0, maxTextLength)}…` : text;
}
