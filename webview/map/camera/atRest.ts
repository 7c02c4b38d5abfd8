import type { MapState } from '../shared/mapState.ts';

/** Whether the points are where they stay for now: lines around them are worth drawing. */
export function isLayoutFinished({ phase }: MapState): boolean {
  return phase.at === 'done' || phase.at === 'cancelled';
}
