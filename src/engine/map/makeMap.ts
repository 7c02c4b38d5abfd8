import type {
  MapDistance,
  MapFrame,
  MapMethod,
  MapParameters,
  MapQuality,
} from '../../model/map/map.ts';
import { textKeyOf, type Metadata } from '../../model/record.ts';
import { columnsOf, namespaceColumn } from './columns.ts';
import {
  collapseDuplicates,
  neighboursOfAll,
  spreadDuplicates,
  type Distinct,
} from './neighbours/distinctRows.ts';
import { continueFrom } from './layout/continueFrom.ts';
import { measureFaithfulness } from './analysis/faithfulness.ts';
import { findNeighbours, type FoundNeighbours } from './neighbours/findNeighbours.ts';
import type { Layout, StartLayout } from './layout/layout.ts';
import type { MapInput } from './mapCalls.ts';
import { graphOf, graphOfOne, type MapGraph } from './neighbours/mapGraph.ts';
import { explainedVariance, projectToAxes } from './layout/pca.ts';
import { createRandom, type Random } from '../../common/random.ts';
import { CrewThreads } from './workers/crew.ts';
import { planSpace } from './neighbours/spacePlan.ts';
import { vectorsOf, type MapRows } from './workers/mapRows.ts';
import {
  distanceOf,
  prepareVectors,
  rootMeanSquareLength,
  type Vectors,
} from './workers/vectors.ts';

/** Takes a frame and the ownership of its data. */
export type Emit = (frame: MapFrame) => void;

export type MapTools = {
  readonly layouts: Readonly<Record<Exclude<MapMethod, 'pca'>, StartLayout>>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** How many threads look for neighbours. Absent: as many as there are to spare. */
  readonly threads?: number;
};

/** Thirty pictures a second are as many as anyone sees. */
const pictureIntervalMs = 1000 / 30;

/** Longest text that travels with a point; the whole of it is fetched for the record that is looked at. */
const maxTextLength = 300;

/**
 * The seed of a map decides which records are sampled, and from which others those that are laid out keep away. Where
 * they begin and which neighbours are found is not left to it.
 */
const searchSeed = 1;

/** The PCA start reaches this far from the middle, as that of umap-learn. */
const startExtent = 10;

/** Records that differ by less than this share of their length differ by the rounding of float32 alone. */
const sameExtent = 1e-6;

/** Fewer records have no neighbourhoods to lay out; PCA places them. */
const minLaidOut = 4;

/**
 * Makes a map: points, columns, the first picture, then the layout's pictures up to its last, how faithful that is, and
 * done. The same input gives the same map. The input's rows are prepared in place and change their places. Returns the
 * neighbours of the records, where they were looked for. Throws `badInput` for vectors that cannot be laid out.
 */
export async function makeMap(
  input: MapInput,
  emit: Emit,
  tools: MapTools,
): Promise<MapGraph | undefined> {
  const crewThreads = threadsAhead(input, tools);
  try {
    return await make(input, emit, { ...tools, ...(crewThreads && { crewThreads }) });
  } finally {
    crewThreads?.dispose();
  }
}

/** The threads that look for neighbours, where it is several: they get ready meanwhile. */
function threadsAhead({ rows, parameters }: MapInput, tools: MapTools): CrewThreads | undefined {
  const { method, neighbours: perRow } = parameters;
  const wishes = { perRow, ...(tools.threads !== undefined && { threads: tools.threads }) };
  const { threads } = planSpace(rows.count, rows.dimension, wishes);
  return method === 'pca' || threads === 1 ? undefined : new CrewThreads(threads);
}

type ReadyTools = MapTools & { readonly crewThreads?: CrewThreads };

async function make(input: MapInput, emit: Emit, tools: ReadyTools): Promise<MapGraph | undefined> {
  const { ids, rows, metadata, total, parameters, startedAtMs } = input;
  const { method = 'umap', components, distance = distanceOf(input.metric) } = parameters;
  const vectors = vectorsOf(rows);
  const unit = prepareVectors(vectors, distance, ids);
  emit({ type: 'points', ids, texts: metadata.map(textOf), total });
  const place = parameters.namespaces?.length ? namespaceColumn(ids) : undefined;
  for (const { column, data } of [...(place ? [place] : []), ...columnsOf(metadata)])
    emit({ type: 'column', column, data });
  const axes = method === 'pca' && components === 3 ? 3 : 2;
  const random = createRandom(searchSeed);
  const places = projectToAxes(vectors, axes, random);
  const explained = method === 'pca' ? explainedVariance(vectors, places, axes) : undefined;
  const start = startPositions(vectors, places, random);
  emit({
    type: 'positions',
    epoch: 0,
    ...(axes === 3 && { components: 3 }),
    ...(explained && { explained }),
    data: Float32Array.from(start).buffer,
  });
  const made =
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
  emit({ type: 'done', tookMs, ...(made?.quality && { quality: made.quality }) });
  return made?.graph;
}

type Prepared = {
  readonly distance: MapDistance;
  readonly unit: number;
  readonly start: Float64Array;
  readonly distinct: Distinct;
  readonly method: Exclude<MapMethod, 'pca'>;
};

/** Where the first picture is all that there is to lay out, the neighbours are found and the picture stays. */
async function layOut(
  input: MapInput,
  prepared: Prepared,
  emit: Emit,
  tools: ReadyTools,
): Promise<{ graph: MapGraph; quality?: MapQuality | undefined }> {
  const { start, unit, distinct, distance } = prepared;
  if (distinct.rows.count <= 1) return { graph: neighboursOfAll(graphOfOne(), distinct) };
  const found = await showNeighbours(distinct.rows, distance, input.parameters, emit, tools);
  try {
    const isLaidOut = distinct.rows.count >= minLaidOut && start.some((at) => at !== 0);
    const quality = isLaidOut ? await showLaidOut(input, prepared, found, emit, tools) : undefined;
    return { graph: neighboursOfAll(graphOf(found, unit), distinct), quality };
  } finally {
    found.dispose();
  }
}

async function showLaidOut(
  { parameters, earlier, ids }: MapInput,
  { start, distinct, method }: Prepared,
  found: FoundNeighbours,
  emit: Emit,
  { layouts, now }: ReadyTools,
): Promise<MapQuality | undefined> {
  emit({ type: 'progress', progress: { stage: 'layout', done: 0, of: 1 } });
  const { neighbours, order } = found;
  const known = earlier && continueFrom(earlier, ids, distinct.places, found);
  const layout = layouts[method]({
    neighbours,
    ...(known ?? { start: byRow(start, distinct.records, order) }),
    minDistance: parameters.minDistance,
    random: createRandom(parameters.seed),
    crew: found.crew,
  });
  const picture = (): Float32Array =>
    spreadDuplicates(byPlace(layout.positions(), order), distinct.places);
  await showLayout(layout, picture, emit, now);
  const faith = await measureFaithfulness(found, layout.positions(), parameters.seed);
  if (faith !== undefined) {
    const perPlace = new Float32Array(order.length);
    order.forEach((place, row) => (perPlace[place] = faith.perRow[row]!));
    const perPoint = Float32Array.from(distinct.places, (place) => perPlace[place]!);
    emit({ type: 'faithfulness', neighbours: faith.quality.neighbours, data: perPoint.buffer });
  }
  return faith?.quality;
}

/** Zeros for records that are all the same: there is nothing to tell them apart by. */
function startPositions(vectors: Vectors, places: Float64Array, random: Random): Float64Array {
  const extent = places.reduce((largest, at) => Math.max(largest, Math.abs(at)), 0);
  if (extent <= sameExtent * rootMeanSquareLength(vectors)) return places.fill(0);
  // A little noise: records in the same place would be pushed apart in one direction only.
  return places.map((at) => (at * startExtent) / extent + random.normal() * 1e-4);
}

async function showNeighbours(
  rows: MapRows,
  distance: MapDistance,
  { neighbours: wanted }: MapParameters,
  emit: Emit,
  { now, threads, crewThreads }: ReadyTools,
): Promise<FoundNeighbours> {
  const isDue = throttle(now);
  const of = rows.count;
  emit({ type: 'progress', progress: { stage: 'neighbours', done: 0, of } });
  // Among fewer than are laid out each has all others for neighbours.
  const perRow = Math.min(wanted, of < minLaidOut ? of : of - 1);
  const options = {
    distance,
    perRow,
    seed: searchSeed,
    ...(threads !== undefined && { threads }),
    ...(crewThreads && { crewThreads, threads: crewThreads.count }),
  };
  const found = await findNeighbours(rows, options, (share) => {
    const done = Math.min(of - 1, Math.round(share * of));
    if (isDue()) emit({ type: 'progress', progress: { stage: 'neighbours', done, of } });
  });
  emit({ type: 'progress', progress: { stage: 'neighbours', done: of, of } });
  return found;
}

async function showLayout(
  layout: Layout,
  picture: () => Float32Array,
  emit: Emit,
  now: () => number,
): Promise<void> {
  const isDue = throttle(now);
  while (!layout.isDone) {
    await layout.step();
    if (!isDue() && !layout.isDone) continue;
    const { epoch: done, epochs: of } = layout;
    emit({ type: 'progress', progress: { stage: 'layout', done, of } });
    emit({ type: 'positions', epoch: done, data: picture().buffer });
  }
}

/** Positions of records as those of the rows, of which each is a distinct vector. */
function byRow(xy: Float64Array, records: Int32Array, order: Int32Array): Float64Array {
  const rows = new Float64Array(2 * order.length);
  order.forEach((place, row) => {
    const record = records[place]!;
    rows[row * 2] = xy[record * 2]!;
    rows[row * 2 + 1] = xy[record * 2 + 1]!;
  });
  return rows;
}

/** Positions of rows as those of the distinct vectors that the rows are. */
function byPlace(xy: Float32Array, order: Int32Array): Float32Array {
  const places = new Float32Array(xy.length);
  order.forEach((place, row) => {
    places[place * 2] = xy[row * 2]!;
    places[place * 2 + 1] = xy[row * 2 + 1]!;
  });
  return places;
}

/** Whether it is time for the next picture; asking is free of charge. */
function throttle(now: () => number): () => boolean {
  let last = -Infinity;
  return () => {
    const time = now();
    if (time - last < pictureIntervalMs) return false;
    last = time;
    return true;
  };
}

function textOf(metadata: Metadata): string {
  const key = textKeyOf(metadata);
  const text = key === undefined ? '' : String(metadata[key]);
  return text.length > maxTextLength ? `${text.slice(0, maxTextLength)}…` : text;
}
