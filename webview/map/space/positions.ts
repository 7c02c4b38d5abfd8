/** Positions of points: x, y or x, y, z per point. */
export type Positions = { readonly values: Float32Array; readonly components: 2 | 3 };

export const noPositions: Positions = { values: new Float32Array(0), components: 2 };

/** Returns the number of points. */
export function countOf({ values, components }: Positions): number {
  return values.length / components;
}
