import type { MapFrame, MapParameters } from '../model/map/map.ts';
import type { DuplicateGroups, Outlier, OutlierRequest } from '../model/map/mapAnalysis.ts';
import type { Hit } from '../model/hit.ts';
import type { QueryInput } from '../model/notebook/cell.ts';
import type { Metric, NamespaceSummary } from '../model/vectorIndex.ts';
import type { RecordDetails, RecordPaneCalls } from './recordPane.ts';

/** The namespace that a map shows, by names. */
export type MapTarget = {
  readonly environment: string;
  readonly index: string;
  readonly namespace: string;
};

export type MapTitle = MapTarget & {
  readonly metric: Metric;
  readonly dimension: number;
  readonly parameters: MapParameters;
  /** Name of the model that embeds texts for a search by meaning. Absent if none is known. */
  readonly model?: string;
};

/**
 * A record with its nearest neighbours in the original space, nearest first, without itself. Ids are point keys: see
 * `pointKey.ts`.
 */
export type PointDetails = RecordDetails & {
  readonly namespace: string;
  readonly neighbours: readonly Hit[];
};

/** The result of a metadata filter. */
export type FoundRecords = {
  /** One bit per point, in point order, least significant bit first. */
  readonly points: ArrayBuffer;
  /** Number of matching records that are not on the map. A lower bound if `isCapped` is true. */
  readonly elsewhere: number;
  readonly isCapped: boolean;
  /** Fields of the filter that no record has, each with the most similar name that the map knows. */
  readonly unknownFields: readonly { readonly field: string; readonly similar?: string }[];
};

/** The selected points, as needed for a new notebook. */
export type MapSelection = {
  /** The record nearest to the centre of the selection. */
  readonly centreId: string;
  /** The first ids of the selection. */
  readonly ids: readonly string[];
  readonly count: number;
  /** The filter that the legend applied. */
  readonly filter?: object;
};

/** A notebook query as shown on a map. */
export type MapQuery = {
  /** The id of the cell that ran it. */
  readonly id: string;
  readonly name: string;
  /** Which of the two colours and shapes the query has. */
  readonly style: 0 | 1;
  /** The namespace it searched. Absent: the map's own namespace. */
  readonly namespace?: string;
  readonly metric: Metric;
  /** Best first. */
  readonly hits: readonly { readonly id: string; readonly score: number }[];
  /** Ids of the records that the query is expected to find; empty if none are named. */
  readonly expected: readonly string[];
  /** The metadata filter of the query, as typed. */
  readonly filter?: string;
  /** The query input. Absent if it is unknown. */
  readonly input?: QueryInput;
};

/** The map that this map is compared with. */
export type ComparedMap = {
  readonly name: string;
  readonly target: MapTarget;
  /** True if this map keeps its positions and the other map is aligned to it. */
  readonly isReference: boolean;
  /** Absent until both maps are done. */
  readonly comparison?: {
    /** Number of records that are on both maps. */
    readonly shared: number;
    /**
     * Procrustes disparity: 0 for the same shape, 1 for no similarity. Absent if too few records are shared to align
     * the maps.
     */
    readonly disparity?: number;
  };
};

/** A change of the view of a map: only the parts that changed. */
export type MapViewChange = {
  /** The visible area, in coordinates of the reference map. */
  readonly camera?: { readonly x: number; readonly y: number; readonly scale: number };
  /** The id of the focused record; null for none. */
  readonly focus?: string | null;
  readonly selection?: readonly string[];
};

/** An exported image of a map. */
export type MapImage = { readonly format: 'png' | 'svg'; readonly data: ArrayBuffer };

/** The first namespaces whose name starts with a prefix, sorted by name, at most 100 of them. */
export type FoundNamespaces = {
  readonly namespaces: readonly NamespaceSummary[];
  /** Number of all namespaces that match. */
  readonly total: number;
  /** Number of records in the namespaces of the map. */
  readonly ownRecords: number;
};

/** Calls from the webview to the host. */
export type MapCalls = RecordPaneCalls & {
  /** Returns the title. Events with the complete current state follow. */
  'map.open': { params: Record<string, never>; result: MapTitle };
  'map.cancel': { params: Record<string, never>; result: void };
  /** Restarts the map, with new parameters if given, and returns the new title. */
  'map.restart': { params: { parameters?: MapParameters }; result: MapTitle };
  /** Finds namespaces of the index that have records by the start of their name. */
  'namespaces.find': { params: { readonly prefix: string }; result: FoundNamespaces };
  'record.show': { params: { id: string; neighbours: number }; result: PointDetails };
  /** Finds records by a metadata filter as typed. Fails with `badInput` and the problem of the filter. */
  'records.find': { params: { filter: string }; result: FoundRecords };
  /**
   * Finds the points whose ids, titles or whole texts contain all words: one bit per point, as in `FoundRecords`. Absent
   * until the map is done.
   */
  'texts.find': { params: { words: readonly string[] }; result: { points?: ArrayBuffer } };
  /** Embeds a text with the model of the index and returns the ids of the nearest records, nearest first. */
  'meaning.find': { params: { text: string }; result: { ids: readonly string[] } };
  /**
   * Finds groups of records linked by distances of at most `maxDistance` in the original space, largest group first.
   */
  'duplicates.find': { params: { maxDistance: number }; result: DuplicateGroups };
  /** Returns the strongest outliers, strongest first. */
  'outliers.find': { params: OutlierRequest; result: readonly Outlier[] };
  /** Asks the user for a file and a format, then writes the records. Resolves when the export has ended. */
  'selection.export': { params: { ids: readonly string[] }; result: void };
  /** Opens a new notebook for the selected records. */
  'selection.query': { params: MapSelection; result: void };
  /** Asks the user for a file, then writes the image. */
  'image.save': { params: MapImage; result: void };
  /** Asks the user for a file, then writes the positions and fields of all points as CSV. */
  'table.save': { params: Record<string, never>; result: void };
  /** Returns the score of each point for a query on the map: a Float32Array, NaN for deleted records. */
  'query.score': { params: { id: string }; result: { scores: ArrayBuffer } };
  /** Removes a query from the map. */
  'query.remove': { params: { id: string }; result: void };
  /** Reports a change of the view to the compared map. */
  'comparison.viewChanged': { params: MapViewChange; result: void };
  /** Shows the map of another namespace of the index. */
  'namespace.show': { params: { namespace: string }; result: void };
  /** Asks the user for a language, then copies code that connects to the index. */
  'connectionCode.copy': { params: Record<string, never>; result: void };
  /** Ends the comparison. */
  'comparison.end': { params: Record<string, never>; result: void };
  /** Saves the view state in the workspace. Views that open later start with it. */
  'view.save': { params: { view: unknown }; result: void };
  'clipboard.write': { params: { text: string }; result: void };
};

/**
 * One event of a map: the events of the engine, unchanged, and those of the host. Buffers have exact length and follow
 * the order of `points`.
 */
export type MapEvent =
  | MapFrame
  /** A new map replaces the previous one. It was started `elapsedMs` ago. */
  | { readonly type: 'started'; readonly elapsedMs: number }
  | { readonly type: 'cancelled' }
  /** The queries that the map now shows. They remain after a restart. */
  | { readonly type: 'queries'; readonly queries: readonly MapQuery[] }
  /** The map that this map is now compared with. Absent: none. */
  | { readonly type: 'comparedMap'; readonly comparedMap?: ComparedMap }
  /** The view of the compared map has changed. */
  | { readonly type: 'comparedView'; readonly change: MapViewChange };

/** The event of one type. */
export type MapEventOf<T extends MapEvent['type']> = Extract<MapEvent, { readonly type: T }>;

/** An event that ends a map. */
export type MapEnd = MapEventOf<'done' | 'cancelled' | 'failed'>;

/** Events from the host to the webview. */
export type MapEvents = { 'map.event': MapEvent };
