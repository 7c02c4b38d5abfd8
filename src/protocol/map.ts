import type { MapFrame, MapParameters } from '../model/map/map.ts';
import type { DuplicateGroups, Outlier, OutlierRequest } from '../model/map/mapAnalysis.ts';
import type { Hit } from '../model/hit.ts';
import type { QueryInput } from '../model/notebook/cell.ts';
import type { Metadata } from '../model/record.ts';
import type { Metric, NamespaceSummary } from '../model/vectorIndex.ts';

export type MapTarget = {
  readonly environment: string;
  readonly index: string;
  readonly namespace: string;
};

export type MapTitle = MapTarget & {
  readonly metric: Metric;
  readonly dimension: number;
  readonly parameters: MapParameters;
};

/**
 * A record that was clicked, with its nearest neighbours in the full space, the nearest first, itself left out. Ids are
 * the keys of points: see `pointKey.ts`.
 */
export type RecordDetails = {
  readonly id: string;
  readonly namespace: string;
  readonly metadata: Metadata;
  readonly values: readonly number[];
  readonly neighbours: readonly Hit[];
};

/** What a filter lets through. */
export type FoundRecords = {
  /** A bit for each point, in the order of points, the lowest of a byte first. */
  readonly points: ArrayBuffer;
  /** How many records pass that are not on the map; there may be more where `isCapped`. */
  readonly elsewhere: number;
  readonly isCapped: boolean;
};

/** Selected points as a notebook needs them. */
export type MapSelection = {
  /** The record in their middle. */
  readonly centreId: string;
  /** The first of them. */
  readonly ids: readonly string[];
  readonly count: number;
  /** The legend's filter that was in force. */
  readonly filter?: object;
};

/** A query of a notebook, as a map shows it. */
export type MapQuery = {
  /** The cell that ran it. */
  readonly id: string;
  readonly name: string;
  /** Tells it from the other query on the map: its colour and shape. */
  readonly style: 0 | 1;
  /** What it searched; absent: the namespace of the map itself. */
  readonly namespace?: string;
  readonly metric: Metric;
  /** The best first. */
  readonly hits: readonly { readonly id: string; readonly score: number }[];
  /** Ids of records that it should find, where somebody said so. */
  readonly expected: readonly string[];
  /** The metadata filter that it ran with, as typed. */
  readonly filter?: string;
  /** What it searched for; absent where nobody said so. */
  readonly input?: QueryInput;
};

/** The map beside this one that it is compared with. */
export type ComparedMap = {
  readonly name: string;
  readonly target: MapTarget;
  /** Whether this map stays as it is, and the other one is laid on it. */
  readonly isReference: boolean;
  /** Absent until both maps are there. */
  readonly comparison?: {
    /** Records that both have. */
    readonly shared: number;
    /** 0 for the same shape, 1 for nothing in common; absent where too few records are shared to align the maps. */
    readonly disparity?: number;
  };
};

/** What is looked at in a map, as far as it has changed. */
export type MapViewChange = {
  /** The part that is seen, in the places of the reference. */
  readonly camera?: { readonly x: number; readonly y: number; readonly scale: number };
  /** The record in focus; null for none. */
  readonly focus?: string | null;
  readonly selection?: readonly string[];
};

/** What is seen of a map, as a file holds it. */
export type MapImage = { readonly format: 'png' | 'svg'; readonly data: ArrayBuffer };

/** What the webview asks of the host. */
export type MapCalls = {
  /** Answers with the title; what is known of the map follows as events, whole. */
  'map.open': { params: Record<string, never>; result: MapTitle };
  'map.cancel': { params: Record<string, never>; result: void };
  /** Makes it anew, with other parameters where they are given; answers with the title that it has then. */
  'map.restart': { params: { parameters?: MapParameters }; result: MapTitle };
  /** The namespaces of the index that have records, by name. */
  'namespaces.list': { params: Record<string, never>; result: readonly NamespaceSummary[] };
  'record.show': { params: { id: string; neighbours: number }; result: RecordDetails };
  /** Takes a metadata filter as typed; fails with `badInput` and what is wrong with it. */
  'records.find': { params: { filter: string }; result: FoundRecords };
  /** Groups of records of the map that are joined by steps of at most so far, in the full space; the largest first. */
  'duplicates.find': { params: { maxDistance: number }; result: DuplicateGroups };
  /** The records that stand most alone, the most alone first. */
  'outliers.find': { params: OutlierRequest; result: readonly Outlier[] };
  /** Asks the user where to and in which format, and writes the records there. Settles when that is over. */
  'selection.export': { params: { ids: readonly string[] }; result: void };
  /** Opens a new notebook on the selected records. */
  'selection.query': { params: MapSelection; result: void };
  /** Asks the user where to, and writes the picture there. */
  'image.save': { params: MapImage; result: void };
  /** Asks the user where to, and writes places and fields of all points there. */
  'table.save': { params: Record<string, never>; result: void };
  /** The score of each point for a query on the map: a Float32Array, NaN for records that are gone. */
  'query.score': { params: { id: string }; result: { scores: ArrayBuffer } };
  /** Takes a query off the map. */
  'query.remove': { params: { id: string }; result: void };
  /** Tells what is looked at, for the map beside this one. */
  'comparison.viewChanged': { params: MapViewChange; result: void };
  /** Shows the map of another namespace of the index. */
  'namespace.show': { params: { namespace: string }; result: void };
  /** Asks the user for a language, and copies code that connects a program to the index. */
  'connectionCode.copy': { params: Record<string, never>; result: void };
  /** Ends the comparison. */
  'comparison.end': { params: Record<string, never>; result: void };
  /** Keeps how the map is looked at in the workspace; a view that opens later begins with it. */
  'view.save': { params: { view: unknown }; result: void };
  'clipboard.write': { params: { text: string }; result: void };
};

/**
 * One event of a map: what the engine streams, unchanged, and what the host adds. Buffers have exact length and the
 * order of `points`.
 */
export type MapEvent =
  | MapFrame
  /** A new map begins and replaces the one before; it was started so long ago. */
  | { readonly type: 'started'; readonly elapsedMs: number }
  | { readonly type: 'cancelled' }
  /** The queries that the map shows from now on. They stay when the map is made again. */
  | { readonly type: 'queries'; readonly queries: readonly MapQuery[] }
  /** The map that this one is compared with from now on; absent: none. */
  | { readonly type: 'comparedMap'; readonly comparedMap?: ComparedMap }
  /** What the user looks at in the other map. */
  | { readonly type: 'comparedView'; readonly change: MapViewChange };

/** The event of one type. */
export type MapEventOf<T extends MapEvent['type']> = Extract<MapEvent, { readonly type: T }>;

/** How a map ends. */
export type MapEnd = MapEventOf<'done' | 'cancelled' | 'failed'>;

/** What the host tells the webview. */
export type MapEvents = { 'map.event': MapEvent };
