/** How values are spread over the gradient: evenly, by their orders of magnitude, or with equal numbers of points. */
export const scaleKinds = ['linear', 'log', 'quantile'] as const;

export type ScaleKind = (typeof scaleKinds)[number];
