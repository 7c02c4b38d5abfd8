import type { MapFrame, MapParameters } from '../../model/map/map.ts';
import type { Metadata } from '../../model/record.ts';
import type { Metric } from '../../model/vectorIndex.ts';
import type { MapPoints } from './layout/startFromPrevious.ts';
import type { KnnGraph } from './neighbours/knnGraph.ts';
import type { SharedVectors } from './workers/sharedVectors.ts';

/** The records of a map. */
export type MapInput = {
  readonly ids: readonly string[];
  /** Their vectors, in the same order. */
  readonly rows: SharedVectors;
  readonly metadata: readonly Metadata[];
  /** How many records there were to choose from. */
  readonly total: number;
  readonly metric: Metric;
  readonly parameters: MapParameters;
  /** A map of the same parameters to go on from. */
  readonly previous?: MapPoints;
  /** When the map was asked for, in milliseconds since 1970. */
  readonly startedAtMs: number;
};

/** A frame as it goes on the wire. */
export type EncodedFrame = { readonly type: MapFrame['type']; readonly bytes: Uint8Array };

/** What the thread of a map answers: one map, with the neighbours that it was made of. Then it may be ended. */
export type MapThreadCalls = {
  'map.make': { params: MapInput; result: { readonly graph?: KnnGraph }; progress: EncodedFrame };
};
