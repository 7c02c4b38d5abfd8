import { Failure } from '../../../src/common/failure.ts';
import type { MapImage } from '../../../src/protocol/map.ts';
import { isLayoutFinished } from '../shared/layoutFinished.ts';
import { toCss } from '../colours/colour.ts';
import { contoursOf } from '../density/contours.ts';
import { outlierRings, outlineOf } from '../filterRegion/outline.ts';
import { extentOf } from '../camera/extent.ts';

import { markers } from '../colours/markers.ts';
import { worldMatrix } from '../camera/worldMatrix.ts';
import { placeLabels } from '../labels/placeLabels.ts';
import type { MapController } from '../mapController.ts';
import { imageFooter, stripPx } from './imageFooter.ts';
import { labelFont, svgImage, type ImageLine, type ImageParts } from './svgImage.ts';

/** Returns an image of the current view in this format. Throws `unavailable` if nothing is drawn. */
export async function captureImage(
  controller: MapController,
  format: MapImage['format'],
): Promise<MapImage> {
  const parts = partsOf(controller);
  if (format === 'svg') {
    const { buffer } = new TextEncoder().encode(svgImage(parts));
    return { format, data: buffer };
  }
  const { size, pixelRatio } = parts.frame;
  const heightPx = size.height + parts.footer.heightPx;
  const canvas = new OffscreenCanvas(size.width * pixelRatio, Math.ceil(heightPx * pixelRatio));
  const context = contextOf(canvas);
  context.fillStyle = toCss(parts.palette.background);
  context.fillRect(0, 0, canvas.width, canvas.height);
  controller.scene.capture((points) => context.drawImage(points, 0, 0));
  context.scale(pixelRatio, pixelRatio);
  drawLines(context, parts);
  drawLabels(context, parts);
  drawFooter(context, parts);
  const blob = await canvas.convertToBlob({ type: 'image/png' });
  return { format, data: await blob.arrayBuffer() };
}

function partsOf(controller: MapController): ImageParts {
  const { scene, colours, labels } = controller;
  const { view, frame } = scene;
  if (view === undefined || frame === undefined)
    throw new Failure('unavailable', 'There is no picture yet: wait until points are drawn');
  const measure = contextOf(new OffscreenCanvas(1, 1));
  measure.font = fontText;
  const metrics = {
    heightPx: labelFont.sizePx * 1.4,
    widthOf: ({ text }: { text: string }) => measure.measureText(text).width,
  };
  return {
    places: scene.places,
    styles: scene.styles,
    palette: colours.palette,
    frame,
    lines: linesOf(controller),
    labels: controller.layers.isShown('labels') ? placeLabels(labels.all, view, metrics) : [],
    footer: imageFooter(controller, frame.size.width, (text) => measure.measureText(text).width),
  };
}

/** Returns the contours and outlines that the view draws over a finished layout. */
function linesOf(controller: MapController): ImageLine[] {
  const { scene, colours, search, map } = controller;
  const extent = isLayoutFinished(map) ? extentOf(scene.positions) : undefined;
  if (extent === undefined) return [];
  const lines: ImageLine[] = [];
  if (controller.layers.isShown('contours')) {
    const contours = contoursOf(scene.positions, extent.core, (index) =>
      colours.passesFilter(index),
    );
    for (const { path } of contours)
      lines.push({ path, isOfWorld: true, widthPx: 1, opacity: 0.55 });
  }
  if (search.region) {
    const outline = search.isRinged
      ? { path: '', apart: [...search.region.indices] }
      : outlineOf(scene.positions, extent.core, search.region);
    const rings = outlierRings(outline, (index) => scene.screenOf(index));
    lines.push({ path: outline.path, isOfWorld: true, widthPx: 2, opacity: 1 });
    lines.push({ path: rings, isOfWorld: false, widthPx: 2, opacity: 1 });
  }
  return lines.filter(({ path }) => path !== '');
}

const fontText = `${labelFont.weight} ${labelFont.sizePx}px ${labelFont.family}`;

function drawLines(
  context: OffscreenCanvasRenderingContext2D,
  { lines, palette, frame }: ImageParts,
): void {
  const world = new DOMMatrix(worldMatrix(frame.camera, frame.size).replaceAll(' ', ','));
  context.strokeStyle = toCss(palette.foreground);
  for (const { path, isOfWorld, widthPx, opacity } of lines) {
    const line = new Path2D();
    line.addPath(new Path2D(path), isOfWorld ? world : undefined);
    context.lineWidth = widthPx;
    context.globalAlpha = opacity;
    context.stroke(line);
  }
  context.globalAlpha = 1;
}

function drawLabels(
  context: OffscreenCanvasRenderingContext2D,
  { labels, palette }: ImageParts,
): void {
  context.font = fontText;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.lineWidth = 3;
  context.strokeStyle = toCss(palette.background);
  context.fillStyle = toCss(palette.foreground);
  for (const { label, x, y } of labels) {
    context.strokeText(label.text, x, y);
    context.fillText(label.text, x, y);
  }
}

function drawFooter(
  context: OffscreenCanvasRenderingContext2D,
  { footer, palette, frame }: ImageParts,
): void {
  const colourOf = (entry: number): string => toCss(palette.colours[entry] ?? palette.foreground);
  context.translate(0, frame.size.height);
  context.fillStyle = toCss(palette.background);
  context.fillRect(0, 0, frame.size.width, footer.heightPx);
  for (const { x, y, entry } of footer.strips) {
    context.fillStyle = colourOf(entry);
    context.fillRect(x, y, stripPx.width, stripPx.height);
  }
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  for (const { x, y, text, look, isTitle } of footer.items) {
    if (look) {
      const marker = new Path2D();
      const shape = new Path2D(markers[look.marker]?.path ?? '');
      marker.addPath(shape, new DOMMatrix([5, 0, 0, 5, x - 8, y]));
      context.fillStyle = colourOf(look.entry);
      // oxlint-disable-next-line unicorn/no-array-fill-with-reference-type -- a canvas, not an array
      context.fill(marker, 'evenodd');
    }
    context.font = `${isTitle ? 600 : 400} 12px ${labelFont.family}`;
    context.fillStyle = toCss(palette.foreground);
    context.fillText(text, x, y);
  }
}

function contextOf(canvas: OffscreenCanvas): OffscreenCanvasRenderingContext2D {
  const context = canvas.getContext('2d');
  if (context === null) throw new Failure('unavailable', 'This machine gives no canvas to draw on');
  return context;
}
