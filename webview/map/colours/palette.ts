import { contrast, fromHex, mix, withContrast, type Rgb } from './colour.ts';
import { markers } from './markers.ts';

/** The colours of the map: palette entries, and the background they were chosen for. */
export type Palette = {
  readonly colours: readonly Rgb[];
  readonly background: Rgb;
  readonly foreground: Rgb;
};

/** Okabe and Ito's colours (Color Universal Design, 2008), with light grey in place of black. */
const coloursOnDark = [
  0x56b4e9, 0xe69f00, 0x009e73, 0xcc79a7, 0xf0e442, 0x0072b2, 0xd55e00, 0xa6a6a6,
].map(fromHex);

/** The eight colours of Okabe and Ito and of Paul Tol that differ most on white, including for colour-blind users. */
const coloursOnLight = [
  0x0072b2, 0xcc3311, 0x117733, 0xaa4499, 0x332288, 0x663333, 0x225555, 0x808080,
].map(fromHex);

/** Viridis (Smith and van der Walt, 2015): perceptually uniform, also for colour-blind users. */
const viridis = [
  0x440154, 0x472d7b, 0x3b528b, 0x2c728e, 0x21918c, 0x28ae80, 0x5ec962, 0xaddc30, 0xfde725,
].map(fromHex);

/** Offsets in the palette of 256 entries. */
const categoryEntries = 8;
export const missingEntry = categoryEntries;
export const firstGradientEntry = 16;
export const gradientEntries = 240;

/**
 * Returns the palette entry and marker of a category. The counts of colours and markers have no common divisor, so 72
 * categories differ.
 */
export function categoryStyle(category: number): { entry: number; marker: number } {
  return { entry: category % categoryEntries, marker: category % markers.length };
}

/** Returns the gradient entry for a share of 0 to 1 of a field's range. */
export function gradientEntry(share: number): number {
  const step = Math.round(Math.min(Math.max(share, 0), 1) * (gradientEntries - 1));
  return firstGradientEntry + step;
}

/**
 * Creates a palette in which every colour has at least `minimum` contrast with the background. High values get the
 * highest contrast.
 */
export function createPalette(background: Rgb, foreground: Rgb, minimum: number): Palette {
  const isDark = contrast([255, 255, 255], background) > contrast([0, 0, 0], background);
  const seen = (colour: Rgb): Rgb => withContrast(colour, background, minimum);
  const colours: Rgb[] = (isDark ? coloursOnDark : coloursOnLight).map(seen);
  colours[missingEntry] = seen(mix(foreground, background, 0.5));
  for (let entry = missingEntry + 1; entry < firstGradientEntry; entry++)
    colours[entry] = foreground;
  for (let step = 0; step < gradientEntries; step++) {
    const share = step / (gradientEntries - 1);
    // Leaves out the end of viridis that has too little contrast with the background.
    const at = isDark ? 0.3 + 0.7 * share : 0.65 - 0.65 * share;
    colours[firstGradientEntry + step] = seen(viridisAt(at));
  }
  return { colours, background, foreground };
}

/** Returns the palette as RGBA bytes of a texture of 256 by 1. */
export function paletteBytes({ colours }: Palette): Uint8Array {
  const bytes = new Uint8Array(256 * 4);
  colours.forEach(([red, green, blue], entry) => bytes.set([red, green, blue, 255], entry * 4));
  return bytes;
}

function viridisAt(share: number): Rgb {
  const at = share * (viridis.length - 1);
  const below = Math.min(Math.floor(at), viridis.length - 2);
  return mix(viridis[below] as Rgb, viridis[below + 1] as Rgb, at - below);
}
