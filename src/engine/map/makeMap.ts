import type { MapFrame, MapMethod, MapParameters } from '../../model/map.ts';
import { textKeyOf, type Metadata } from '../../model/record.ts';
import { columnsOf } from './columns.ts';
import { findNeighbours, type FoundNeighbours } from './findNeighbours.ts';
import type { Layout, StartLayout } from './layout.ts';
import type { MapInput } from './mapCalls.ts';
import { projectToPlane } from './pca.ts';
import { createRandom, type Random } from '../../common/random.ts';
import {
  distanceOf,
  prepareVectors,
  rootMeanSquareLength,
  type Distance,
  type Vectors,
} from './vectors.ts';

/** Takes a frame; its data may be moved away. */
export type Emit = (frame: MapFrame, data?: ArrayBufferLike) => void;

export type MapTools = {
  readonly layouts: Readonly<Record<Exclude<MapMethod, 'pca'>, StartLayout>>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
};

/** Thirty pictures a second are as many as anyone sees. */
const pictureIntervalMs = 1000 / 30;

/** Longest text that travels with a point; the whole of it is fetched for the record that is looked at. */
const maxTextLength = 300;

/** The PCA start reaches this far from the middle, as that of umap-learn. */
const startExtent = 10;

/** Records that differ by less than this share of their length differ by the rounding of float32 alone. */
const sameExtent = 1e-6;

/** Fewer records have no neighbourhoods to lay out; PCA places them. */
const minLaidOut = 4;

/**
 * Makes a map: points, columns, the PCA picture, then the layout's pictures up to its last, then done. The same input
 * gives the same map. The input's values are used up. Throws `badInput` for vectors that cannot be laid out.
 */
export async function makeMap(
  input: MapInput,
  emit: Emit,
  { layouts, now }: MapTools,
): Promise<void> {
  const { ids, metadata, total, parameters } = input;
  const vectors: Vectors = {
    values: new Float32Array(input.values),
    count: ids.length,
    dimension: input.dimension,
  };
  const distance = distanceOf(input.metric);
  prepareVectors(vectors, distance, ids);
  emit({ type: 'points', ids, texts: metadata.map(textOf), total });
  for (const { column, data } of columnsOf(metadata)) emit({ type: 'column', column }, data);
  const random = createRandom(parameters.seed);
  const start = startPositions(vectors, random);
  emit({ type: 'positions', epoch: 0 }, Float32Array.from(start).buffer);
  const { method = 'umap' } = parameters;
  if (method !== 'pca' && vectors.count >= minLaidOut && start.some((at) => at !== 0)) {
    const found = await showNeighbours(vectors, distance, parameters, emit, now);
    // They are in the memory of the threads now; a second copy would be most of what a map takes.
    input.values.transfer(0);
    try {
      emit({ type: 'progress', progress: { stage: 'layout', done: 0, of: 1 } });
      const { minDistance } = parameters;
      const { neighbours, order } = found;
      const begin = Float64Array.from(start, (_, at) => start[order[at >> 1]! * 2 + (at & 1)]!);
      const layout = layouts[method]({ neighbours, start: begin, minDistance, random });
      showLayout(layout, order, emit, now);
    } finally {
      found.dispose();
    }
  }
  emit({ type: 'progress', progress: { stage: 'done', done: 1, of: 1 } });
  emit({ type: 'done', tookMs: now() - input.startedAtMs });
}

/** Zeros for records that are all the same: there is nothing to tell them apart by. */
function startPositions(vectors: Vectors, random: Random): Float64Array {
  const xy = projectToPlane(vectors, random);
  const extent = xy.reduce((largest, at) => Math.max(largest, Math.abs(at)), 0);
  if (extent <= sameExtent * rootMeanSquareLength(vectors)) return xy.fill(0);
  // A little noise: records in the same place would be pushed apart in one direction only.
  return xy.map((at) => (at * startExtent) / extent + random.normal() * 1e-4);
}

async function showNeighbours(
  vectors: Vectors,
  distance: Distance,
  { neighbours: wanted, seed }: MapParameters,
  emit: Emit,
  now: () => number,
): Promise<FoundNeighbours> {
  const isDue = throttle(now);
  const of = vectors.count;
  emit({ type: 'progress', progress: { stage: 'neighbours', done: 0, of } });
  const options = { distance, perRow: Math.min(wanted, of - 1), seed };
  const found = await findNeighbours(vectors, options, (share) => {
    const done = Math.min(of - 1, Math.round(share * of));
    if (isDue()) emit({ type: 'progress', progress: { stage: 'neighbours', done, of } });
  });
  emit({ type: 'progress', progress: { stage: 'neighbours', done: of, of } });
  return found;
}

function showLayout(layout: Layout, order: Int32Array, emit: Emit, now: () => number): void {
  const isDue = throttle(now);
  while (!layout.isDone) {
    layout.step();
    if (!isDue() && !layout.isDone) continue;
    const { epoch: done, epochs: of } = layout;
    emit({ type: 'progress', progress: { stage: 'layout', done, of } });
    emit({ type: 'positions', epoch: done }, byRecord(layout.positions(), order).buffer);
  }
}

/** Positions of rows as those of the records that the rows are. */
function byRecord(xy: Float32Array, order: Int32Array): Float32Array {
  const records = new Float32Array(xy.length);
  order.forEach((record, row) => {
    records[record * 2] = xy[row * 2]!;
    records[record * 2 + 1] = xy[row * 2 + 1]!;
  });
  return records;
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
