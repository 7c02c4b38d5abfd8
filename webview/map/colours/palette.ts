import { contrast, fromHex, mix, withContrast, type Rgb } from './colour.ts';
import { markers } from './markers.ts';

/** Okabe and Ito's colours (Color Universal Design, 2008), with a light grey for black and white. */
const coloursOnDark = [
  0x56b4e9, 0xe69f00, 0x009e73, 0xcc79a7, 0xf0e442, 0x0072b2, 0xd55e00, 0xa6a6a6,
].map(fromHex);

/** Of Okabe and Ito's and Paul Tol's colours those eight that differ most, for all kinds of sight, on white. */
const coloursOnLight = [
  0x0072b2, 0xcc3311, 0x117733, 0xaa4499, 0x332288, 0x663333, 0x225555, 0x808080,
].map(fromHex);

/** Viridis (Smith and van der Walt, 2015): lightness rises evenly, for colour-blind eyes too. */
const viridis = [
  0x440154, 0x472d7b, 0x3b528b, 0x2c728e, 0x21918c, 0x28ae80, 0x5ec962, 0xaddc30, 0xfde725,
].map(fromHex);

/** Where colours lie in the palette of 256 entries. */
const categoryEntries = 8;
export const missingEntry = categoryEntries;
export const firstGradientEntry = 16;
export const gradientEntries = 240;

/** What points are drawn with: entries of the palette, and the background that they were chosen for. */
export type Palette = {
  readonly colours: readonly Rgb[];
  readonly background: Rgb;
  readonly foreground: Rgb;
};

/** How a category looks. Colours and markers have no common divisor: 72 categories differ, and neighbours in both. */
export function categoryStyle(category: number): { entry: number; marker: number } {
  return { entry: category % categoryEntries, marker: category % markers.length };
}

/** The entry for a share of 0 to 1 between a field's least and greatest number. */
export function gradientEntry(share: number): number {
  const step = Math.round(Math.min(Math.max(share, 0), 1) * (gradientEntries - 1));
  return firstGradientEntry + step;
}

/** A palette in which every colour has at least `minimum` contrast with the background; high numbers have the most. */
export function createPalette(background: Rgb, foreground: Rgb, minimum: number): Palette {
  const isDark = contrast([255, 255, 255], background) > contrast([0, 0, 0], background);
  const seen = (colour: Rgb): Rgb => withContrast(colour, background, minimum);
  const colours: Rgb[] = (isDark ? coloursOnDark : coloursOnLight).map(seen);
  colours[missingEntry] = seen(mix(foreground, background, 0.5));
  for (let entry = missingEntry + 1; entry < firstGradientEntry; entry++)
    colours[entry] = foreground;
  for (let step = 0; step < gradientEntries; step++) {
    const share = step / (gradientEntries - 1);
    // The end of viridis that the background would swallow is left out.
    const at = isDark ? 0.3 + 0.7 * share : 0.65 - 0.65 * share;
    colours[firstGradientEntry + step] = seen(viridisAt(at));
  }
  return { colours, background, foreground };
}

/** The palette as bytes of a texture, 256 by 1, RGBA. */
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
