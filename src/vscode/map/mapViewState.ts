import * as v from 'valibot';
import type { MapParameters } from '../../model/map/map.ts';
import type { MapTarget } from '../../protocol/map.ts';
import { mapParameters } from './mapCallDecoders.ts';

/** The map that another one was compared with, and whether that one was laid on it or the other way round. */
export type SavedComparison = { readonly target: MapTarget; readonly isReference: boolean };

/** What the state of a view tells the host when it comes back. */
export type MapViewState = {
  readonly parameters?: MapParameters;
  readonly partner?: SavedComparison;
};

const parametersIn = v.object({ parameters: mapParameters });

const partnerIn = v.object({
  partner: v.object({
    target: v.object({ environment: v.string(), index: v.string(), namespace: v.string() }),
    isReference: v.boolean(),
  }),
});

/** Reads what a view has kept, now or in an earlier version; what cannot be read is left out. */
export function readMapViewState(state: unknown): MapViewState {
  const parameters = v.safeParse(parametersIn, state);
  const partner = v.safeParse(partnerIn, state);
  return { ...(parameters.success && parameters.output), ...(partner.success && partner.output) };
}
