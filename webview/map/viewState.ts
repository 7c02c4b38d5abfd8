import type { MapTarget } from '../../src/protocol/map.ts';
import type { Camera } from './camera/camera.ts';
import type { Rotation } from './space/rotation.ts';
import { timeUnits, type TimeUnit } from './colours/timeFields.ts';

/** Both ends belong to it. */
export type NumberRange = { readonly min: number; readonly max: number };

/** What can be shown and hidden. */
export const layers = ['labels', 'contours', 'table', 'findings'] as const;
export type Layer = (typeof layers)[number];

/** The map that this one is compared with. */
export type SavedComparison = { readonly target: MapTarget; readonly isReference: boolean };

/** Points by their numbers, which mean something only among the same points in the same order. */
export type PackedSelection = {
  /** Tells these points from others. */
  readonly ids: string;
  /** A bit for each point, from the lowest of the first byte on, in base64. */
  readonly bits: string;
};

/** What outlives hiding and reloading. The host reads the first three when it brings a view back. */
export type ViewState = {
  readonly target?: MapTarget;
  /** What the map was made with. */
  readonly parameters?: object;
  /** Concerns the panel, not the map: a view that is opened anew begins without. */
  readonly comparedMap?: SavedComparison;
  /** Absent while the points are kept in the picture. */
  readonly camera?: Camera;
  /** From where a space is looked at; absent: from the front. */
  readonly turn?: Rotation;
  /** Name of the field; empty for none, absent for the default. */
  readonly colourBy?: string;
  /** Labels of that field whose points alone are lit; an empty label stands for records that lack it. */
  readonly chosen: readonly string[];
  /** Numbers of that field whose points alone are lit. */
  readonly range?: NumberRange;
  /** In which unit fields count time, where the user reads their numbers so. */
  readonly timeUnits?: Readonly<Record<string, TimeUnit>>;
  readonly selectedId?: string;
  /** Ids of the selected points; absent where there are none or many. */
  readonly selection?: readonly string[];
  /** Many selected points. */
  readonly packedSelection?: PackedSelection;
  /** What is searched for, as typed. */
  readonly search?: string;
  /** Absent for the default: labels alone. */
  readonly layers?: readonly Layer[];
  /** Widths of the table's columns that the user chose. */
  readonly widths?: Readonly<Record<string, number>>;
};

export const defaultViewState: ViewState = { chosen: [] };

/** Decodes what was kept; whatever cannot be read is left out. */
export function decodeViewState(state: unknown): ViewState {
  if (!isRecord(state)) return defaultViewState;
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
  const { turn, selectedId, selection, packedSelection, search, layers, widths } = state;
  return {
    ...(isTarget(target) && { target }),
    ...(isRecord(parameters) && { parameters }),
    ...(isSavedComparison(comparedMap) && { comparedMap }),
    ...(isCamera(camera) && { camera }),
    ...(isTurn(turn) && { turn }),
    ...(typeof colourBy === 'string' && { colourBy }),
    chosen: Array.isArray(chosen) ? onlyTexts(chosen) : [],
    ...(isRange(range) && { range }),
    ...(isRecord(units) && { timeUnits: onlyUnits(units) }),
    ...(typeof selectedId === 'string' && { selectedId }),
    ...(Array.isArray(selection) && { selection: onlyTexts(selection) }),
    ...(isPacked(packedSelection) && { packedSelection }),
    ...(typeof search === 'string' && { search }),
    ...(Array.isArray(layers) && { layers: layers.filter(isLayer) }),
    ...(isRecord(widths) && { widths: onlyNumbers(widths) }),
  };
}

function isTarget(value: unknown): value is MapTarget {
  return (
    isRecord(value) &&
    [value['environment'], value['index'], value['namespace']].every(
      (name) => typeof name === 'string',
    )
  );
}

function isSavedComparison(value: unknown): value is SavedComparison {
  return isRecord(value) && isTarget(value['target']) && typeof value['isReference'] === 'boolean';
}

function isPacked(value: unknown): value is PackedSelection {
  return isRecord(value) && typeof value['ids'] === 'string' && typeof value['bits'] === 'string';
}

function isCamera(value: unknown): value is Camera {
  if (!isRecord(value)) return false;
  const { x, y, scale } = value;
  return Number.isFinite(x) && Number.isFinite(y) && Number.isFinite(scale) && Number(scale) > 0;
}

function isTurn(value: unknown): value is Rotation {
  return isRecord(value) && Number.isFinite(value['yaw']) && Number.isFinite(value['pitch']);
}

function isRange(value: unknown): value is NumberRange {
  return isRecord(value) && Number.isFinite(value['min']) && Number.isFinite(value['max']);
}

function isLayer(value: unknown): value is Layer {
  return layers.some((layer) => layer === value);
}

function onlyTexts(list: readonly unknown[]): string[] {
  return list.filter((item) => typeof item === 'string');
}

function onlyNumbers(widths: Record<string, unknown>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(widths).filter((entry): entry is [string, number] => Number.isFinite(entry[1])),
  );
}

function onlyUnits(units: Record<string, unknown>): Record<string, TimeUnit> {
  return Object.fromEntries(
    Object.entries(units).filter((entry): entry is [string, TimeUnit] =>
      timeUnits.some((unit) => unit === entry[1]),
    ),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
