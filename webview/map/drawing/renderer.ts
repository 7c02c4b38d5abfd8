import type { Disposable } from '../../../src/common/disposables.ts';
import type { Camera, Size } from '../camera/camera.ts';
import type { Palette } from '../colours/palette.ts';
import type { Positions } from '../space/positions.ts';
import type { Depth } from '../space/depth.ts';

/** What one picture is drawn with. Sizes in CSS pixels. */
export type Frame = {
  readonly camera: Camera;
  readonly size: Size;
  readonly pixelRatio: number;
  readonly diameter: number;
  readonly alpha: number;
  readonly dimAlpha: number;
  readonly depth: Depth;
};

/** Points drawn once more above all others, larger and with an outline in the colour of text. */
export type Highlight = { readonly indices: Uint32Array; readonly diameter: number };

/**
 * How much of a picture is drawn at once: all of it, or as much as leaves movements smooth, the beginning of the
 * shuffled order, to which the next call with the same frame adds more.
 */
export type DrawMode = 'complete' | 'interactive' | 'progressive';

/** Draws points into a canvas. Arrays are swapped, not copied, until the next call. */
export type Renderer = Disposable & {
  readonly kind: 'webgl2' | 'canvas2d';
  setPositions(places: Positions): void;
  setStyles(styles: Uint8Array): void;
  setPalette(palette: Palette): void;
  /** Returns how many points are in the picture now. */
  draw(frame: Frame, highlights: readonly Highlight[], drawMode: DrawMode): number;
};

/** Points are drawn in a shuffled order, the same each time, so that no category hides another. */
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

/** Size and opacity of points: small and light where they are many, larger as one zooms in, never invisible. */
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
