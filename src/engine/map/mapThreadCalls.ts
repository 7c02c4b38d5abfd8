import type { MapFrame, MapParameters } from '../../model/map/map.ts';
import type { Metadata } from '../../model/record.ts';
import type { Metric } from '../../model/vectorIndex.ts';
import type { MapPoints } from './layout/startFromPrevious.ts';
import type { KnnGraph } from './neighbours/knnGraph.ts';
import type { SharedVectors } from './workers/sharedVectors.ts';

/** Calls that the map thread answers. One thread makes one map, then its owner terminates it. */
export type MapThreadCalls = {
  'map.make': { params: MapInput; result: { readonly graph?: KnnGraph }; progress: EncodedFrame };
};

/** The records of a map and the parameters to make it with: the input of the map thread. */
export type MapInput = {
  readonly ids: readonly string[];
  /** The vectors, in the order of `ids`. */
  readonly rows: SharedVectors;
  readonly metadata: readonly Metadata[];
  /** Number of records that the sample was drawn from. */
  readonly total: number;
  readonly metric: Metric;
  readonly parameters: MapParameters;
  /** The previous map with the same parameters. The layout starts from its positions. */
  readonly previous?: MapPoints;
  /** Start of the request, in milliseconds since 1970. */
  readonly startedAtMs: number;
};

/** A frame, encoded for the wire. */
export type EncodedFrame = { readonly type: MapFrame['type']; readonly bytes: Uint8Array };
