import * as v from 'valibot';
import type { MapParameters } from '../../model/map/map.ts';
import type { MapTarget } from '../../protocol/map.ts';
import { mapParameters } from './mapParams.ts';

/** The map that another one was compared with, and whether that one was laid on it or the other way round. */
export type KeptPartner = { readonly target: MapTarget; readonly isReference: boolean };

/** What the state of a view tells the host when it comes back. */
export type KeptView = { readonly parameters?: MapParameters; readonly partner?: KeptPartner };

const parametersIn = v.object({ parameters: mapParameters });

const partnerIn = v.object({
  partner: v.object({
    target: v.object({ environment: v.string(), index: v.string(), namespace: v.string() }),
    isReference: v.boolean(),
  }),
});

/** Reads what a view has kept, now or in an earlier version; what cannot be read is left out. */
export function readKeptView(state: unknown): KeptView {
  const parameters = v.safeParse(parametersIn, state);
  const partner = v.safeParse(partnerIn, state);
  return { ...(parameters.success && parameters.output), ...(partner.success && partner.output) };
}
