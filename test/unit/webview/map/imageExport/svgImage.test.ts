import { describe, expect, it } from 'vitest';
import type { ColumnData } from '../../../../../webview/map/shared/columnData.ts';
import { worldMatrix } from '../../../../../webview/map/camera/worldMatrix.ts';
import { createColouring } from '../../../../../webview/map/colours/colouring.ts';
import { defaultViewState } from '../../../../../webview/map/viewState.ts';
import { createPalette } from '../../../../../webview/map/colours/palette.ts';
import { svgImage, type ImageParts } from '../../../../../webview/map/imageExport/svgImage.ts';
import { flat } from '../../../../../webview/map/space/depth.ts';
import { axesOf } from '../../../../../webview/map/space/rotation.ts';
import { stylePoints } from '../../../../../webview/map/colours/pointStyles.ts';

const size = { width: 100, height: 80 };
const camera = { x: 1, y: 2, scale: 10 };
const labels = ['a', 'b', 'c', 'd'];
const categories: ColumnData = {
  column: { kind: 'category', name: 'class', labels, counts: [2, 1, 0, 1] },
  values: Uint16Array.of(3, 0, 0, 1),
};
const chosen = { kind: 'labels', chosen: new Set([3, 0]) } as const;
const parts: ImageParts = {
  // In the middle, outside of the picture, and without a place.
  places: {
    values: Float32Array.of(1, 2, 900, 2, Number.NaN, Number.NaN, 2, 3),
    components: 2,
  },
  styles: stylePoints(4, createColouring(categories, chosen, defaultViewState), chosen, undefined),
  palette: createPalette([255, 255, 255], [0, 0, 0], 3),
  frame: { camera, size, pixelRatio: 1, diameter: 8, alpha: 0.9, dimAlpha: 0.1, depth: flat },
  lines: [
    { path: 'M1 2L2 3', isOfWorld: true, widthPx: 2, opacity: 0.5 },
    { path: 'M50 40h8', isOfWorld: false, widthPx: 1, opacity: 1 },
  ],
  footer: {
    heightPx: 44,
    items: [
      { x: 12, y: 12, text: 'words & more', isTitle: true },
      { x: 28, y: 32, text: 'a 2', look: { entry: 0, marker: 1 } },
    ],
    strips: [],
  },
  labels: [
    {
      label: { x: 1, y: 2, text: 'a < b & c', isExample: false, weight: 1, fromZoom: 0 },
      x: 50,
      y: 40,
    },
  ],
};

describe('an SVG image', () => {
  it('has near points of a space above far ones, and larger', () => {
    const rotation = { yaw: 0, pitch: 0 };
    const depth = { rotation, axes: axesOf(rotation), radius: 2, fade: 0.5 };
    const values = Float32Array.of(1, 2, 2, 0, 2, -2, 900, 2, 0, 900, 2, 0);
    const picture = svgImage({
      ...parts,
      places: { values, components: 3 },
      frame: { ...parts.frame, depth },
    });
    const used = [...picture.matchAll(/<use href="#m\d" transform="(\S+ \S+)"/g)];
    expect(used.map(([, place]) => place)).toEqual([
      'translate(40 40)scale(0.65)',
      'translate(50 40)scale(1.35)',
    ]);
  });

  it('has the points that are seen, where they are seen, in their shapes', () => {
    const used = [...svgImage(parts).matchAll(/<use href="#m(\d)" x="(\S+)" y="(\S+)"/g)];
    expect(new Set(used.map(([, ...found]) => found.join(' ')))).toEqual(
      new Set(['1 60 30', '3 50 40']),
    );
  });

  it('draws dim points as the map does', () => {
    expect(svgImage(parts)).toMatch(/x="60" y="30" fill="[^"]+" fill-opacity="0.1"/);
  });

  it('escapes the text of labels', () => {
    expect(svgImage(parts)).toContain('>a &lt; b &amp; c</text>');
  });

  it('lays lines of the world and of the picture above the points, as wide at any zoom', () => {
    const picture = svgImage(parts);
    const drawn = [...picture.matchAll(/<path d="([^"]+)" stroke-width="(\d)"[^>]*>/g)];
    expect(drawn.map(([, path, width]) => [path, width])).toEqual([
      ['M1 2L2 3', '2'],
      ['M50 40h8', '1'],
    ]);
    const [world, own] = drawn.map(([text]) => text) as [string, string];
    expect(world).toContain(`transform="${worldMatrix(camera, size)}"`);
    expect(world).toContain('vector-effect="non-scaling-stroke"');
    expect(own).not.toContain('transform');
    expect(drawn[0]!.index).toBeGreaterThan(picture.lastIndexOf('<use'));
  });

  it('has what the map shows and what its colours mean below the picture', () => {
    const picture = svgImage(parts);
    expect(picture).toContain('width="100" height="124" viewBox="0 0 100 124"');
    const footer = picture.slice(picture.indexOf('<g transform="translate(0 80)"'));
    expect(footer).toContain('<text x="12" y="12" font-weight="600">words &amp; more</text>');
    expect(footer).toMatch(/<path [^>]*fill="rgb\(0 114 178\)"[^>]*\/><text x="28" y="32">a 2</);
  });

  it('puts lines of the world where the points are', () => {
    const [a, , , d, e, f] = worldMatrix(camera, size)
      .match(/-?[\d.]+/g)!
      .map(Number) as [number, ...number[]];
    expect([a * 2 + e!, d! * 3 + f!]).toEqual([60, 30]);
  });
});
