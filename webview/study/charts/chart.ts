/** A drawing with the numbers behind it. */
export type Chart = {
  /** Part of the file name. */
  readonly name: string;
  readonly title: string;
  readonly size: Point;
  readonly shapes: readonly Shape[];
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
};

/** The parts of the theme that a chart is drawn with. */
export const colourVariables = {
  text: '--vscode-foreground',
  dim: '--vscode-descriptionForeground',
  series0: '--vscode-charts-blue',
  series1: '--vscode-charts-yellow',
  series2: '--vscode-charts-green',
  series3: '--vscode-charts-purple',
  series4: '--vscode-charts-red',
} as const;

export type ChartColour = keyof typeof colourVariables;

const seriesColours = ['series0', 'series1', 'series2', 'series3', 'series4'] as const;
/** Lengths of dashes and gaps. Together with the marks they tell series apart without colour. */
const seriesDashes = ['', '6 3', '2 3', '8 3 2 3', '4 4'] as const;

export type Point = readonly [x: number, y: number];

/** A part of a drawing, in pixels from the left upper corner. */
export type Shape =
  | {
      readonly kind: 'line';
      readonly points: readonly Point[];
      readonly colour: ChartColour;
      readonly dash?: string;
      readonly isThin?: boolean;
    }
  | {
      readonly kind: 'bar';
      readonly at: Point;
      readonly size: Point;
      readonly colour: ChartColour;
      /** Whether only the outline is drawn. */
      readonly isHollow?: boolean;
    }
  | { readonly kind: 'dot'; readonly at: Point; readonly colour: ChartColour }
  | {
      readonly kind: 'text';
      readonly at: Point;
      readonly text: string;
      readonly anchor: 'start' | 'middle' | 'end';
      readonly colour: ChartColour;
    };

export const fontSizePx = 11;

/** Returns colour and dash of a series by its place. */
export function seriesStyle(at: number): { readonly colour: ChartColour; readonly dash: string } {
  const place = at % seriesColours.length;
  return {
    colour: seriesColours[place] ?? 'series0',
    // Series of the same colour differ by their dash.
    dash: seriesDashes[(place + Math.floor(at / seriesColours.length)) % seriesDashes.length] ?? '',
  };
}
