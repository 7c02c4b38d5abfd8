import type { FramedBytes } from '../model/mapFrame.ts';
import type { MapParameters } from '../model/map.ts';

/** A sample index that the engine can create. */
export type Sample = {
  readonly name: string;
  readonly title: string;
  readonly dimension: number;
  readonly recordCount: number;
};

/** What the bundled engine can do beyond Pinecone's API. Aborting the signal ends the work in the engine too. */
export type EngineClient = {
  listSamples(signal: AbortSignal): Promise<readonly Sample[]>;
  /** Resolves with the name of the created index; throws `conflict` where it exists already. */
  createSample(
    name: string,
    signal: AbortSignal,
    onProgress: (done: number, of: number) => void,
  ): Promise<string>;
  /** The frames of a map, as the engine makes them. */
  makeMap(
    index: string,
    namespace: string,
    parameters: MapParameters,
    signal: AbortSignal,
  ): AsyncIterable<FramedBytes>;
};
