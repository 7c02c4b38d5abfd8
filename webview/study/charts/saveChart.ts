import {
  colourVariables,
  fontSizePx,
  type Chart,
  type ChartColour,
  type Point,
  type Shape,
} from './chart.ts';
import { xmlAttribute } from '../../../src/model/evaluation/report/xmlText.ts';

/** Returns the colours and the font that the page has now. */
export function currentTheme(): ChartTheme {
  const style = getComputedStyle(document.documentElement);
  const valueOf = (name: string): string => style.getPropertyValue(name).trim();
  const text = valueOf('--vscode-foreground') || '#888888';
  const names = Object.keys(colourVariables) as ChartColour[];
  return {
    background: valueOf('--vscode-editor-background') || '#ffffff',
    font: valueOf('--vscode-font-family') || 'sans-serif',
    colours: Object.fromEntries(
      names.map((name) => [name, valueOf(colourVariables[name]) || text]),
    ) as Record<ChartColour, string>,
  };
}

/** Colours and font of the theme, as CSS values. */
export type ChartTheme = {
  readonly background: string;
  readonly font: string;
  readonly colours: Readonly<Record<ChartColour, string>>;
};

/** Returns a chart as a text of SVG that stands alone. */
export function svgText({ title, size, shapes }: Chart, theme: ChartTheme): string {
  const [width, height] = size;
  const body = shapes.map((shape) => svgShape(shape, theme.colours)).join('\n');
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${xmlAttribute(theme.font)}" font-size="${fontSizePx}">
<title>${xmlAttribute(title)}</title>
<rect width="100%" height="100%" fill="${theme.background}"/>
${body}
</svg>
`;
}

function svgShape(shape: Shape, colours: ChartTheme['colours']): string {
  const colour = colours[shape.colour];
  switch (shape.kind) {
    case 'line': {
      const dash = shape.dash ? ` stroke-dasharray="${shape.dash}"` : '';
      const width = shape.isThin ? 1 : 2;
      return `<polyline points="${pointsText(shape.points)}" fill="none" stroke="${colour}" stroke-width="${width}"${dash}/>`;
    }
    case 'bar': {
      const { at, size } = shape;
      const paint = shape.isHollow ? `fill="none" stroke="${colour}"` : `fill="${colour}"`;
      return `<rect x="${at[0]}" y="${at[1]}" width="${size[0]}" height="${size[1]}" ${paint}/>`;
    }
    case 'dot':
      return `<circle cx="${shape.at[0]}" cy="${shape.at[1]}" r="4" fill="${colour}"/>`;
    case 'text':
      return `<text x="${shape.at[0]}" y="${shape.at[1]}" text-anchor="${shape.anchor}" fill="${colour}">${xmlAttribute(shape.text)}</text>`;
  }
}

/** Returns points as SVG writes them. */
export function pointsText(points: readonly Point[]): string {
  return points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ');
}

/** Returns a chart as a PNG of twice its size. */
export async function pngData(
  { size, shapes }: Chart,
  { background, font, colours }: ChartTheme,
): Promise<ArrayBuffer> {
  const scale = 2;
  const canvas = new OffscreenCanvas(size[0] * scale, size[1] * scale);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This window cannot draw a picture');
  context.scale(scale, scale);
  context.fillStyle = background;
  context.fillRect(0, 0, ...size);
  context.font = `${fontSizePx}px ${font}`;
  for (const shape of shapes) draw(context, shape, colours[shape.colour]);
  const blob = await canvas.convertToBlob({ type: 'image/png' });
  return blob.arrayBuffer();
}

function draw(context: OffscreenCanvasRenderingContext2D, shape: Shape, colour: string): void {
  context.fillStyle = colour;
  context.strokeStyle = colour;
  context.lineWidth = shape.kind === 'line' && !shape.isThin ? 2 : 1;
  context.setLineDash(shape.kind === 'line' && shape.dash ? shape.dash.split(' ').map(Number) : []);
  switch (shape.kind) {
    case 'line':
      context.beginPath();
      for (const point of shape.points) context.lineTo(...point);
      context.stroke();
      return;
    case 'bar':
      if (shape.isHollow) context.strokeRect(...shape.at, ...shape.size);
      else context.fillRect(...shape.at, ...shape.size);
      return;
    case 'dot':
      context.beginPath();
      context.arc(...shape.at, 4, 0, 2 * Math.PI);
      context.fill();
      return;
    case 'text':
      context.textAlign = shape.anchor === 'middle' ? 'center' : shape.anchor;
      context.fillText(shape.text, ...shape.at);
  }
}
