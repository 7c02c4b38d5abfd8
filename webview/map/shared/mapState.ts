import type { MapProgress, MapQuality } from '../../../src/model/map/map.ts';
import { parsePointKey } from '../../../src/model/map/pointKey.ts';
import type { MapEvent } from '../../../src/protocol/map.ts';
import { accuracyColumn, readColumn, type ColumnData } from './columnData.ts';

/** The state of a map, without the positions of its points, which change too often. */
export type MapState = {
  readonly phase: MapPhase;
  /** Ids of the points; on a map of several namespaces the keys of `pointKey.ts`. */
  readonly ids: readonly string[];
  /** Ids of the records, for display. */
  readonly names: readonly string[];
  /** Titles of the records, empty for those without one; no titles at all if no record has one. */
  readonly titles: readonly string[];
  readonly texts: readonly string[];
  readonly total: number;
  readonly columns: readonly ColumnData[];
  /** The explained variance of each axis, if the axes are principal components. */
  readonly explained: readonly number[];
};

/** The stage of the map. */
export type MapPhase =
  | { readonly at: 'opening' }
  | { readonly at: 'computing'; readonly progress: MapProgress | undefined }
  | {
      readonly at: 'done';
      readonly tookMs: number;
      readonly quality?: MapQuality;
      readonly cachedAtMs?: number;
    }
  | { readonly at: 'cancelled' }
  | { readonly at: 'failed'; readonly message: string };

export const emptyMap: MapState = {
  phase: { at: 'opening' },
  ids: [],
  names: [],
  titles: [],
  texts: [],
  total: 0,
  columns: [],
  explained: [],
};

/** Returns the state after an event. */
export function reduceMap(state: MapState, event: MapEvent): MapState {
  switch (event.type) {
    case 'started':
      return { ...emptyMap, phase: { at: 'computing', progress: undefined } };
    case 'points': {
      const { ids, titles = [], texts, total } = event;
      return { ...state, ids, titles, texts, total, names: namesOf(ids), columns: [] };
    }
    case 'column':
      return { ...state, columns: [...state.columns, readColumn(event.column, event.data)] };
    case 'positionAccuracy':
      return { ...state, columns: [...state.columns, accuracyColumn(event.data)] };
    case 'progress':
      return { ...state, phase: { at: 'computing', progress: event.progress } };
    case 'positions':
      return event.explained ? { ...state, explained: event.explained } : state;
    case 'done': {
      const { tookMs, quality, cachedAtMs } = event;
      const kept = cachedAtMs === undefined ? {} : { cachedAtMs };
      return { ...state, phase: { at: 'done', tookMs, ...(quality && { quality }), ...kept } };
    }
    case 'cancelled':
      return { ...state, phase: { at: 'cancelled' } };
    case 'failed':
      return { ...state, phase: { at: 'failed', message: event.message } };
    case 'queries':
    case 'comparedMap':
    case 'comparedView':
      return state;
  }
}

/** Returns the field that colours the points: the wanted one, else the first with more than one value. */
export function colouringColumn(
  columns: readonly ColumnData[],
  wanted: string | undefined,
): ColumnData | undefined {
  if (wanted === '') return undefined;
  return (
    columns.find(({ column }) => column.name === wanted) ??
    columns.find(({ column }) => column.kind === 'category' && column.labels.length > 1) ??
    columns.find(({ column }) => column.kind !== 'category' && column.max > column.min)
  );
}

/** Returns the title of a record if it is known, else its id. */
export function titleOf(
  { titles, names }: MapState,
  { id, index }: { readonly id: string; readonly index: number },
): string {
  return titles[index] || (names[index] ?? parsePointKey(id, '').id);
}

function namesOf(ids: readonly string[]): readonly string[] {
  // Either all keys contain a namespace or none does.
  const isOfOne = parsePointKey(ids[0] ?? '', '').id === (ids[0] ?? '');
  return isOfOne ? ids : ids.map((key) => parsePointKey(key, '').id);
}
