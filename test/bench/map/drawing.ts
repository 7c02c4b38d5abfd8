import type { Goal } from '../goals.ts';

/** Rows on drawing, which is measured in a browser. */
export type Drawing = { readonly text: string; readonly goals: readonly Goal[] };

/** Not measured in this run. */
export function notDrawn(): Drawing {
  const row = (name: string, goal: number, better: Goal['better']): Goal => ({
    name,
    value: null,
    goal,
    better,
  });
  return {
    text: '',
    goals: [
      row('frame at 100k: times as fast as regl-scatterplot', 1, 'higher'),
      row('frame at 1M: times as fast as regl-scatterplot', 2, 'higher'),
      row('first draw of 1M: times as fast as regl-scatterplot', 4, 'higher'),
      row('code of the map view, gzipped, KB', 40, 'lower'),
    ],
  };
}
