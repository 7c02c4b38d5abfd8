import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createPalette } from '../../../../../webview/map/colours/palette.ts';
import { Scene } from '../../../../../webview/map/drawing/scene.ts';

/** Frames that the page was asked for and has not drawn yet. */
let frames: FrameRequestCallback[] = [];

beforeEach(() => {
  frames = [];
  vi.stubGlobal('requestAnimationFrame', (draw: FrameRequestCallback) => frames.push(draw));
  vi.stubGlobal('cancelAnimationFrame', () => undefined);
  vi.stubGlobal('devicePixelRatio', 2);
  vi.stubGlobal('Path2D', function Path2D() {});
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe(): void {}
      disconnect(): void {}
    },
  );
});
afterEach(() => vi.unstubAllGlobals());

describe('a scene where WebGL2 is missing', () => {
  it('draws with Canvas2D, each point in its place', () => {
    const { scene, fills, drawing } = withoutWebGl();
    scene.setStyles(new Uint8Array(3 * 4));
    scene.setPositions(Float32Array.of(0, 0, 10, 0, 10, 8));
    drawFrame();
    expect(drawing()).toBe('canvas2d');
    const places = fills.map(([x, y]) => `${x} ${y}`).sort();
    const expected = [0, 1, 2].map((index) => {
      const { x, y } = scene.screenOf(index)!;
      return `${2 * x} ${2 * y}`;
    });
    expect(places).toEqual(expected.sort());
  });

  it('reports that more than 5,000 points cannot be drawn', () => {
    const { scene, fills, drawing } = withoutWebGl();
    scene.setStyles(new Uint8Array(5001 * 4));
    scene.setPositions(Float32Array.from({ length: 2 * 5001 }, (_, at) => at));
    drawFrame();
    expect([drawing(), fills.length]).toEqual(['none', 0]);
  });
});

function drawFrame(): void {
  for (const draw of frames.splice(0)) draw(0);
}

/** A scene on a canvas that gives out no WebGL2, and where its points were filled, in pixels of the device. */
function withoutWebGl() {
  const fills: (readonly [number, number])[] = [];
  let place: readonly [number, number] = [0, 0];
  const context = {
    setTransform: (...matrix: readonly number[]) => {
      place = [matrix[4] ?? 0, matrix[5] ?? 0];
    },
    clearRect: () => undefined,
    fill: () => void fills.push(place),
    stroke: () => undefined,
  };
  const canvas = {
    clientWidth: 400,
    clientHeight: 300,
    width: 0,
    height: 0,
    addEventListener: () => undefined,
    getContext: (kind: string) => (kind === '2d' ? context : null),
  };
  const scene = new Scene(() => true);
  scene.setPalette(createPalette([0, 0, 0], [255, 255, 255], 3), false);
  scene.attach(canvas as unknown as HTMLCanvasElement);
  return { scene, fills, drawing: () => scene.drawing };
}
