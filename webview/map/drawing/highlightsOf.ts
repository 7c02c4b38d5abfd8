import type { Highlight } from './renderer.ts';

/** Returns the rings around marked points, larger than a point of this diameter. The last is drawn on top. */
export function highlightsOf(
  { selected, hovered, neighbours }: MarkedPoints,
  count: number,
  diameter: number,
): readonly Highlight[] {
  const highlight = (indices: readonly number[], size: number): Highlight => ({
    indices: Uint32Array.from(indices.filter((index) => index >= 0 && index < count)),
    diameter: size,
  });
  return [
    highlight(neighbours, Math.max(9, diameter * 1.5)),
    highlight([hovered], Math.max(11, diameter * 1.8)),
    highlight([selected], Math.max(14, diameter * 2.2)),
  ].filter(({ indices }) => indices.length > 0);
}

/** Indexes of the points that are marked; -1 for none. */
export type MarkedPoints = {
  readonly selected: number;
  readonly hovered: number;
  readonly neighbours: readonly number[];
};
