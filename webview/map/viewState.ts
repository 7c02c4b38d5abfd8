import { isObject } from '../../src/common/objects.ts';
import type { MapTarget } from '../../src/protocol/map.ts';
import type { Camera } from './camera/camera.ts';
import type { Rotation } from './space/rotation.ts';
import { scaleKinds, type ScaleKind } from './colours/scaleKinds.ts';
import { timeUnits, type TimeUnit } from './colours/timeFields.ts';
import { isTarget, onlyNumbers } from '../shared/storedState.ts';

/**
 * The state of a map view that survives hiding and reloading. The host reads the first three fields to restore a view.
 */
export type ViewState = {
  readonly target?: MapTarget;
  /** The parameters of the map. */
  readonly parameters?: object;
  /** Belongs to the panel, not the map: a newly opened view starts without it. */
  readonly comparedMap?: SavedComparison;
  /** Absent while the points are fitted automatically. */
  readonly camera?: Camera;
  /** The rotation of a 3D map. Absent: the front view. */
  readonly rotation?: Rotation;
  /** Name of the field; empty for none, absent for the default. */
  readonly colourBy?: string;
  /** Labels that the legend's filter accepts; an empty label stands for records without the field. */
  readonly chosen: readonly string[];
  /** Values that the legend's filter accepts. */
  readonly range?: NumberRange;
  /** Time units of fields whose numbers the user reads as times. */
  readonly timeUnits?: Readonly<Record<string, TimeUnit>>;
  /** How the values of fields are spread over the colours, where the user chose it. */
  readonly scales?: Readonly<Record<string, ScaleKind>>;
  /** Whether all of many categories have colours. */
  readonly showsAllCategories?: boolean;
  /** Whether the side panel of a narrow view covers a part of the picture. */
  readonly isSideOpen?: boolean;
  readonly selectedId?: string;
  /** Ids of the selected points; absent if there are none or too many. */
  readonly selection?: readonly string[];
  /** The selection if it has too many points for a list of ids. */
  readonly packedSelection?: PackedSelection;
  /** The search text, as typed. */
  readonly search?: string;
  /** Whether texts are searched by meaning instead of by words. */
  readonly isByMeaning?: boolean;
  /** Absent for the default, which shows only labels. */
  readonly layers?: readonly Layer[];
  /** Column widths of the table that the user chose. */
  readonly widths?: Readonly<Record<string, number>>;
  /** Absent for the order of the points. */
  readonly sort?: TableSort;
};

/** An inclusive range. */
export type NumberRange = { readonly min: number; readonly max: number };

/** Layers and panels that can be shown and hidden. */
export const layers = ['labels', 'contours', 'table', 'findings'] as const;
export type Layer = (typeof layers)[number];

/** The column by which the table of points is sorted. */
export type TableSort = { readonly key: string; readonly isDescending: boolean };

/** The map that this map is compared with. */
export type SavedComparison = { readonly target: MapTarget; readonly isReference: boolean };

/** A selection by point index, valid only for the same points in the same order. */
export type PackedSelection = {
  /** Digest of the ids of all points. */
  readonly ids: string;
  /** One bit per point, least significant first, in base64. */
  readonly bits: string;
};

export const defaultViewState: ViewState = { chosen: [] };

/** Decodes a saved view state; invalid parts are omitted. */
export function decodeViewState(state: unknown): ViewState {
  if (!isObject(state)) return defaultViewState;
  const {
    target,
    parameters,
    comparedMap,
    camera,
    colourBy,
    chosen,
    range,
    timeUnits: units,
  } = state;
  const { rotation, selectedId, selection, packedSelection, search, layers, widths } = state;
  return {
    ...(isTarget(target) && { target }),
    ...(isObject(parameters) && { parameters }),
    ...(isSavedComparison(comparedMap) && { comparedMap }),
    ...(isCamera(camera) && { camera }),
    ...(isRotation(rotation) && { rotation }),
    ...(typeof colourBy === 'string' && { colourBy }),
    chosen: Array.isArray(chosen) ? onlyTexts(chosen) : [],
    ...(isRange(range) && { range }),
    ...(isObject(units) && { timeUnits: onlyOf(timeUnits, units) }),
    ...(isObject(state['scales']) && { scales: onlyOf(scaleKinds, state['scales']) }),
    ...(state['showsAllCategories'] === true && { showsAllCategories: true }),
    ...(state['isSideOpen'] === true && { isSideOpen: true }),
    ...(typeof selectedId === 'string' && { selectedId }),
    ...(Array.isArray(selection) && { selection: onlyTexts(selection) }),
    ...(isPacked(packedSelection) && { packedSelection }),
    ...(typeof search === 'string' && { search }),
    ...(state['isByMeaning'] === true && { isByMeaning: true }),
    ...(Array.isArray(layers) && { layers: layers.filter(isLayer) }),
    ...(isObject(widths) && { widths: onlyNumbers(widths) }),
    ...(isSort(state['sort']) && { sort: state['sort'] }),
  };
}

function isSavedComparison(value: unknown): value is SavedComparison {
  return isObject(value) && isTarget(value['target']) && typeof value['isReference'] === 'boolean';
}

function isPacked(value: unknown): value is PackedSelection {
  return isObject(value) && typeof value['ids'] === 'string' && typeof value['bits'] === 'string';
}

function isCamera(value: unknown): value is Camera {
  if (!isObject(value)) return false;
  const { x, y, scale } = value;
  return Number.isFinite(x) && Number.isFinite(y) && Number.isFinite(scale) && Number(scale) > 0;
}

function isRotation(value: unknown): value is Rotation {
  return isObject(value) && Number.isFinite(value['yaw']) && Number.isFinite(value['pitch']);
}

function isRange(value: unknown): value is NumberRange {
  return isObject(value) && Number.isFinite(value['min']) && Number.isFinite(value['max']);
}

function isSort(value: unknown): value is TableSort {
  return (
    isObject(value) &&
    typeof value['key'] === 'string' &&
    typeof value['isDescending'] === 'boolean'
  );
}

function isLayer(value: unknown): value is Layer {
  return layers.some((layer) => layer === value);
}

function onlyTexts(list: readonly unknown[]): string[] {
  return list.filter((item) => typeof item === 'string');
}

function onlyOf<T extends string>(
  known: readonly T[],
  all: Record<string, unknown>,
): Record<string, T> {
  return Object.fromEntries(
    Object.entries(all).filter((entry): entry is [string, T] =>
      known.some((one) => one === entry[1]),
    ),
  );
}
