/**
 * Parses a computed CSS colour, `rgb(1, 2, 3)` or `rgba(1, 2, 3, 0.5)`; returns undefined if it is fully transparent.
 */
export function parseComputedColour(text: string): Rgb | undefined {
  const [red, green, blue, alpha = 1] = (text.match(/[\d.]+/g) ?? []).map(Number);
  if (red === undefined || green === undefined || blue === undefined || alpha === 0)
    return undefined;
  return [red, green, blue];
}

/** Red, green and blue, each 0 to 255. */
export type Rgb = readonly [red: number, green: number, blue: number];

const black: Rgb = [0, 0, 0];
const white: Rgb = [255, 255, 255];

export function fromHex(hex: number): Rgb {
  return [(hex >> 16) & 255, (hex >> 8) & 255, hex & 255];
}

export function toCss([red, green, blue]: Rgb): string {
  return `rgb(${Math.round(red)} ${Math.round(green)} ${Math.round(blue)})`;
}

/** Interpolates linearly from `a` (share 0) to `b` (share 1). */
export function mix(a: Rgb, b: Rgb, share: number): Rgb {
  const between = (from: number, to: number): number => from + (to - from) * share;
  return [between(a[0], b[0]), between(a[1], b[1]), between(a[2], b[2])];
}

/** Returns the contrast ratio of WCAG 2, 1 to 21. */
export function contrast(a: Rgb, b: Rgb): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/** Returns the colour mixed with as little white or black as gives it `minimum` contrast against the background. */
export function withContrast(colour: Rgb, background: Rgb, minimum: number): Rgb {
  if (contrast(colour, background) >= minimum) return colour;
  const end = contrast(white, background) > contrast(black, background) ? white : black;
  let low = 0;
  let high = 1;
  for (let step = 0; step < 12; step++) {
    const middle = (low + high) / 2;
    if (contrast(mix(colour, end, middle), background) >= minimum) high = middle;
    else low = middle;
  }
  return mix(colour, end, high);
}

/** Returns the relative luminance of WCAG 2, 0 to 1. */
function luminance([red, green, blue]: Rgb): number {
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

/** Converts an sRGB channel to linear light, 0 to 1. */
export function linear(channel: number): number {
  const share = channel / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}
