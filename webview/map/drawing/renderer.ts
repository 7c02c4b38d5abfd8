import type { Disposable } from '../../../src/common/disposables.ts';
import type { Camera, Size } from '../camera/camera.ts';
import type { Palette } from '../colours/palette.ts';
import type { Positions } from '../space/positions.ts';
import type { Depth } from '../space/depth.ts';

/** Draws points into a canvas. Keeps references to the given arrays until the next call; it does not copy them. */
export type Renderer = Disposable & {
  readonly kind: 'webgl2' | 'canvas2d';
  setPositions(places: Positions): void;
  setStyles(styles: Uint8Array): void;
  setPalette(palette: Palette): void;
  /** Draws a frame and returns how many points it shows. */
  draw(frame: Frame, highlights: readonly Highlight[], drawMode: DrawMode): number;
};

/** The parameters of one frame. Sizes are in CSS pixels. */
export type Frame = {
  readonly camera: Camera;
  readonly size: Size;
  readonly pixelRatio: number;
  readonly diameter: number;
  readonly alpha: number;
  readonly dimAlpha: number;
  readonly depth: Depth;
};

/** Points drawn again on top, larger and with an outline in the text colour. */
export type Highlight = { readonly indices: Uint32Array; readonly diameter: number };

/**
 * How much of a frame is drawn: 'complete' draws all points; 'interactive' draws as many as a smooth frame allows,
 * from the start of the shuffled order; 'progressive' adds more points to the same frame on each call.
 */
export type DrawMode = 'complete' | 'interactive' | 'progressive';

/**
 * Returns a deterministic shuffled draw order, so that no category covers another and every prefix is a random sample.
 */
export function shuffledOrder(count: number): Uint32Array {
  const order = new Uint32Array(count);
  for (let index = 0; index < count; index++) order[index] = index;
  let state = 0x9e3779b9;
  for (let last = count - 1; last > 0; last--) {
    // xorshift32 (Marsaglia, 2003)
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    const other = (state >>> 0) % (last + 1);
    const swapped = order[last] as number;
    order[last] = order[other] as number;
    order[other] = swapped;
  }
  return order;
}

/**
 * Returns size and opacity of the points: small and translucent if there are many, larger when zoomed in, never
 * invisible.
 */
export function pointSizing(
  count: number,
  size: Size,
  zoom: number,
  isHighContrast: boolean,
): Pick<Frame, 'diameter' | 'alpha' | 'dimAlpha'> {
  const area = Math.max(1, size.width * size.height);
  const base = Math.min(9, Math.max(2.5, 0.7 * Math.sqrt(area / Math.max(1, count))));
  const diameter = Math.min(12, base * Math.min(3, Math.max(1, zoom ** 0.4)));
  if (isHighContrast) return { diameter: Math.max(4, diameter), alpha: 1, dimAlpha: 0.2 };
  const cover = (count * Math.PI * (diameter / 2) ** 2) / (area * Math.max(1, zoom) ** 2);
  const alpha = Math.max(0.35, 0.95 / (1 + 0.5 * cover));
  return { diameter, alpha, dimAlpha: 0.12 * alpha };
}
