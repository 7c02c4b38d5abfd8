/** Where points are: x, y for each, or x, y, z. */
export type Positions = { readonly values: Float32Array; readonly components: 2 | 3 };

export const noPositions: Positions = { values: new Float32Array(0), components: 2 };

/** How many points have a place here. */
export function countOf({ values, components }: Positions): number {
  return values.length / components;
}
