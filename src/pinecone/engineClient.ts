import type { Page } from '../common/listPages.ts';
import type { AddedModel, DenseModel } from '../model/embedding/denseModel.ts';
import type { MapFrame, MapParameters } from '../model/map/map.ts';
import type { DuplicateGroups, MapKey, Outlier, OutlierRequest } from '../model/map/mapAnalysis.ts';
import type { PageRequest } from './pineconeClient.ts';

/** Client for the engine's API beyond Pinecone's. Aborting a signal also stops the work in the engine. */
export type EngineClient = {
  listSamples(signal: AbortSignal): Promise<readonly Sample[]>;
  /** Resolves with the name of the created index. Throws `conflict` if it exists. */
  createSample(
    name: string,
    signal: AbortSignal,
    onProgress: (done: number, of: number) => void,
  ): Promise<string>;
  /**
   * Adds a folder of sentence-transformers and returns its model. Throws `badInput` with the file that is damaged or not
   * supported, `conflict` if another model has the name.
   */
  addModel(folder: string, signal: AbortSignal): Promise<DenseModel>;
  /** Lists the models that were added as folders, also those whose folder is gone. */
  listAddedModels(signal: AbortSignal): Promise<readonly AddedModel[]>;
  /** Takes an added model off the list; its files stay. Throws `notFound` if it was not added. */
  removeModel(name: string, signal: AbortSignal): Promise<void>;
  /**
   * Returns groups of records connected by distances of at most `maxDistance`. Throws `notFound` before the map is
   * computed.
   */
  findDuplicates(map: MapKey, maxDistance: number, signal: AbortSignal): Promise<DuplicateGroups>;
  /** Returns the strongest outliers of a map, strongest first. Throws `notFound` before the map is computed. */
  findOutliers(
    map: MapKey,
    which: OutlierRequest,
    signal: AbortSignal,
  ): Promise<readonly Outlier[]>;
  /**
   * Returns which points of a map match a filter, as a bit set in point order (lowest bit first), and how many records
   * of its namespaces match. Throws `notFound` before the map is computed.
   */
  findMatching(
    map: MapKey,
    filter: object,
    signal: AbortSignal,
  ): Promise<{ readonly bits: ArrayBuffer; readonly total: number }>;
  /**
   * Returns which points contain all words in their ids, titles or whole texts, as a bit set in point order. Throws
   * `notFound` before the map is computed.
   */
  findContaining(map: MapKey, words: readonly string[], signal: AbortSignal): Promise<ArrayBuffer>;
  /** Returns the score of each point for a vector as a Float32Array; NaN for deleted records. */
  scorePoints(map: MapKey, vector: readonly number[], signal: AbortSignal): Promise<ArrayBuffer>;
  /** Lists ids in bytewise order, up to 10,000 a page: a hundred times as many as Pinecone's API. */
  listIds(
    target: { readonly index: string; readonly namespace: string },
    page: PageRequest,
    signal: AbortSignal,
  ): Promise<Page<string>>;
  /**
   * Yields engine events until the engine stops or the signal aborts. The stream does not keep an idle engine running.
   */
  events(signal: AbortSignal): AsyncIterable<EngineEvent>;
  /** Yields the frames of a map while the engine computes it. */
  makeMap(
    index: string,
    namespace: string,
    parameters: MapParameters,
    signal: AbortSignal,
  ): AsyncIterable<MapFrame>;
};

/** A sample index that the engine can create. */
export type Sample = {
  readonly name: string;
  readonly title: string;
  readonly dimension: number;
  readonly recordCount: number;
};

/** `open`: the stream has started. `indexes`: indexes or backups were created, changed or deleted. */
export type EngineEvent = 'open' | 'indexes';
