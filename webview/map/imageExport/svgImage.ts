import { toScreen } from '../camera/camera.ts';
import { worldMatrix } from '../camera/worldMatrix.ts';
import { toCss, type Rgb } from '../colours/colour.ts';
import type { PlacedLabel } from '../labels/placeLabels.ts';
import { markers } from '../colours/markers.ts';
import { stripPx, type ImageFooter } from './imageFooter.ts';
import { missingEntry, type Palette } from '../colours/palette.ts';
import { shuffledOrder, type Frame } from '../drawing/renderer.ts';
import { countOf, type Positions } from '../space/positions.ts';
import { depthScale, drawingOrder } from '../space/depth.ts';
import { project } from '../space/rotation.ts';
import { looksDim, styleBytes } from '../colours/pointStyles.ts';

/** Returns the view as SVG. Each visible point is a shape, so the image is sharp at any size. */
export function svgImage(parts: ImageParts): string {
  const { palette, frame, lines, labels, footer } = parts;
  const { width } = frame.size;
  const height = frame.size.height + footer.heightPx;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<rect width="${width}" height="${height}" fill="${toCss(palette.background)}"/>`,
    `<defs>${shapes(frame.diameter / 2)}</defs>`,
    `<g>${points(parts)}</g>`,
    `<g fill="none" stroke="${toCss(palette.foreground)}">`,
    ...lines.map((line) => svgLine(line, frame)),
    '</g>',
    `<g font-family="${labelFont.family}" font-size="${labelFont.sizePx}" font-weight="${labelFont.weight}" text-anchor="middle" dominant-baseline="central" fill="${toCss(palette.foreground)}" stroke="${toCss(palette.background)}" stroke-width="3" paint-order="stroke">`,
    ...labels.map(
      ({ label, x, y }) => `<text x="${short(x)}" y="${short(y)}">${escapeXml(label.text)}</text>`,
    ),
    '</g>',
    svgFooter(parts),
    '</svg>',
  ].join('\n');
}

/** The contents of an exported image. */
export type ImageParts = {
  readonly places: Positions;
  readonly styles: Uint8Array;
  readonly palette: Palette;
  readonly frame: Frame;
  readonly lines: readonly ImageLine[];
  readonly labels: readonly PlacedLabel[];
  /** What stands below the picture. */
  readonly footer: ImageFooter;
};

/** A line above the points in the text colour: an SVG path in world coordinates or in pixels. */
export type ImageLine = {
  readonly path: string;
  readonly isOfWorld: boolean;
  readonly widthPx: number;
  readonly opacity: number;
};

export const labelFont = { sizePx: 13, family: 'sans-serif', weight: 600 };

function svgFooter({ footer, palette, frame }: ImageParts): string {
  const { width, height } = frame.size;
  const colourOf = (entry: number): string => toCss(palette.colours[entry] ?? palette.foreground);
  return [
    // Covers what the picture draws beyond its lower end.
    `<g transform="translate(0 ${height})" font-family="${labelFont.family}" font-size="12" dominant-baseline="central" fill="${toCss(palette.foreground)}">`,
    `<rect width="${width}" height="${footer.heightPx}" fill="${toCss(palette.background)}"/>`,
    ...footer.strips.map(
      ({ x, y, entry }) =>
        `<rect x="${short(x)}" y="${short(y)}" width="${stripPx.width}" height="${stripPx.height}" fill="${colourOf(entry)}"/>`,
    ),
    ...footer.items.map(({ x, y, text, look, isTitle }) => {
      const marker = look
        ? `<path transform="translate(${short(x - 8)} ${short(y)})scale(5)" fill-rule="evenodd" fill="${colourOf(look.entry)}" d="${markers[look.marker]?.path ?? ''}"/>`
        : '';
      const weight = isTitle ? ' font-weight="600"' : '';
      return `${marker}<text x="${short(x)}" y="${short(y)}"${weight}>${escapeXml(text)}</text>`;
    }),
    '</g>',
  ].join('\n');
}

function svgLine({ path, isOfWorld, widthPx, opacity }: ImageLine, frame: Frame): string {
  const place = isOfWorld
    ? ` transform="${worldMatrix(frame.camera, frame.size)}" vector-effect="non-scaling-stroke"`
    : '';
  return `<path d="${path}" stroke-width="${widthPx}" stroke-opacity="${opacity}"${place}/>`;
}

function shapes(radius: number): string {
  const path = (d: string, at: number): string =>
    `<path id="m${at}" transform="scale(${short(radius)})" fill-rule="evenodd" d="${d}"/>`;
  return markers.map(({ path: d }, at) => path(d, at)).join('');
}

function points({ places, styles, palette, frame }: ImageParts): string {
  const { camera, size, diameter, alpha, dimAlpha, depth } = frame;
  const drawn: string[] = [];
  for (const index of drawingOrder(shuffledOrder(countOf(places)), places, depth)) {
    const { x, y } = toScreen(camera, size, project(places, depth.axes, index));
    const isSeen =
      x > -diameter && y > -diameter && x < size.width + diameter && y < size.height + diameter;
    if (!isSeen) continue;
    const isDim = looksDim(styles, index);
    const entry = isDim ? missingEntry : (styles[index * styleBytes] as number);
    const colour: Rgb = palette.colours[entry] ?? palette.foreground;
    const marker = styles[index * styleBytes + 1] as number;
    const look = depthScale(places, depth, index);
    const place =
      look.size === 1
        ? `x="${short(x)}" y="${short(y)}"`
        : `transform="translate(${short(x)} ${short(y)})scale(${short(look.size)})"`;
    const opacity = short((isDim ? dimAlpha : alpha) * look.opacity);
    drawn.push(
      `<use href="#m${marker}" ${place} fill="${toCss(colour)}" fill-opacity="${opacity}"/>`,
    );
  }
  return drawn.join('\n');
}

function short(value: number): string {
  return String(Number(value.toFixed(2)));
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
