import type { MapState } from './mapState.ts';

/** Returns whether the points have their final positions: the map is done or was cancelled. */
export function isLayoutFinished({ phase }: MapState): boolean {
  return phase.at === 'done' || phase.at === 'cancelled';
}
