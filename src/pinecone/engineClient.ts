import type { MapFrame, MapParameters } from '../model/map/map.ts';
import type { DuplicateGroups, MapKey, Outlier, WantedOutliers } from '../model/map/mapAnalysis.ts';

/** A sample index that the engine can create. */
export type Sample = {
  readonly name: string;
  readonly title: string;
  readonly dimension: number;
  readonly recordCount: number;
};

/** `open`: the stream begins. `indexes`: indexes or their backups were made, changed or deleted. */
export type EngineEvent = 'open' | 'indexes';

/** What the bundled engine can do beyond Pinecone's API. Aborting the signal ends the work in the engine too. */
export type EngineClient = {
  listSamples(signal: AbortSignal): Promise<readonly Sample[]>;
  /** Resolves with the name of the created index; throws `conflict` where it exists already. */
  createSample(
    name: string,
    signal: AbortSignal,
    onProgress: (done: number, of: number) => void,
  ): Promise<string>;
  /** Groups of records of a map that are joined by steps of at most `maxDistance`. Throws `notFound` before it was made. */
  findDuplicates(map: MapKey, maxDistance: number, signal: AbortSignal): Promise<DuplicateGroups>;
  /** The records of a map that stand most alone, so many at most, the most alone first. Throws `notFound` before it was made. */
  findOutliers(
    map: MapKey,
    which: WantedOutliers,
    signal: AbortSignal,
  ): Promise<readonly Outlier[]>;
  /**
   * Which points of a map a filter lets through, as bits in their order, the lowest of a byte first, and how many records
   * of its namespaces. Throws `notFound` before it was made.
   */
  findMatching(
    map: MapKey,
    filter: object,
    signal: AbortSignal,
  ): Promise<{ readonly bits: ArrayBuffer; readonly total: number }>;
  /** The scores of a map's points for a vector: a Float32Array, NaN for records that are gone. */
  scorePoints(map: MapKey, vector: readonly number[], signal: AbortSignal): Promise<ArrayBuffer>;
  /** What happens in the engine, until it ends or the signal is aborted. Does not keep an idle engine alive. */
  events(signal: AbortSignal): AsyncIterable<EngineEvent>;
  /** The frames of a map, as the engine makes them. */
  makeMap(
    index: string,
    namespace: string,
    parameters: MapParameters,
    signal: AbortSignal,
  ): AsyncIterable<MapFrame>;
};
