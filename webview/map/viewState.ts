import type { MapTarget } from '../../src/protocol/map.ts';
import type { Camera } from './camera.ts';

/** What outlives hiding and reloading. `target` is read by the host when it brings a view back. */
export type ViewState = {
  readonly target?: MapTarget;
  /** Absent while all points are kept in the picture. */
  readonly camera?: Camera;
  /** Name of the field; empty for none, absent for the default. */
  readonly colourBy?: string;
  /** Labels of that field whose points alone are lit; an empty label stands for records that lack it. */
  readonly chosen: readonly string[];
  readonly selectedId?: string;
};

export const freshViewState: ViewState = { chosen: [] };

/** Decodes what was kept; whatever cannot be read is left out. */
export function decodeViewState(state: unknown): ViewState {
  if (!isRecord(state)) return freshViewState;
  const { target, camera, colourBy, chosen, selectedId } = state;
  return {
    ...(isTarget(target) && { target }),
    ...(isCamera(camera) && { camera }),
    ...(typeof colourBy === 'string' && { colourBy }),
    chosen: Array.isArray(chosen) ? chosen.filter((label) => typeof label === 'string') : [],
    ...(typeof selectedId === 'string' && { selectedId }),
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

function isCamera(value: unknown): value is Camera {
  if (!isRecord(value)) return false;
  const { x, y, scale } = value;
  return Number.isFinite(x) && Number.isFinite(y) && Number.isFinite(scale) && Number(scale) > 0;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
