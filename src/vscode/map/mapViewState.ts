import * as v from 'valibot';
import type { MapParameters } from '../../model/map/map.ts';
import type { MapTarget } from '../../protocol/map.ts';
import { mapParameters } from './mapCallDecoders.ts';

/** The part of a map view's stored state that the host reads when the view is restored. */
export type MapViewState = {
  readonly parameters?: MapParameters;
  readonly comparedMap?: SavedComparison;
};

/** The map that a view was compared with, and which of the two was the reference. */
export type SavedComparison = { readonly target: MapTarget; readonly isReference: boolean };

const parametersIn = v.object({ parameters: mapParameters });

const comparisonIn = v.object({
  comparedMap: v.object({
    target: v.object({ environment: v.string(), index: v.string(), namespace: v.string() }),
    isReference: v.boolean(),
  }),
});

/** Decodes the stored state of a map view, also of earlier versions. Skips what cannot be decoded. */
export function readMapViewState(state: unknown): MapViewState {
  const parameters = v.safeParse(parametersIn, state);
  const comparedMap = v.safeParse(comparisonIn, state);
  return {
    ...(parameters.success && parameters.output),
    ...(comparedMap.success && comparedMap.output),
  };
}
