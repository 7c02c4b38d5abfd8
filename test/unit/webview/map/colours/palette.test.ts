import { describe, expect, it } from 'vitest';
import {
  contrast,
  fromHex,
  linear,
  parseComputedColour,
  withContrast,
  type Rgb,
} from '../../../../../webview/map/colours/colour.ts';
import {
  categoryStyle,
  createPalette,
  firstGradientEntry,
  gradientEntries,
  gradientEntry,
  missingEntry,
  paletteBytes,
  type Palette,
} from '../../../../../webview/map/colours/palette.ts';

/** Backgrounds of VS Code's own themes, with the contrast asked for. */
const themes: readonly [name: string, background: number, foreground: number, minimum: number][] = [
  ['dark', 0x1f1f1f, 0xcccccc, 3],
  ['light', 0xffffff, 0x3b3b3b, 3],
  ['solarized light', 0xfdf6e3, 0x657b83, 3],
  ['abyss', 0x000c18, 0x6688cc, 3],
  ['high contrast', 0x000000, 0xffffff, 4.5],
  ['high contrast light', 0xffffff, 0x292929, 4.5],
];

describe.each(themes)('palette on %s', (_name, background, foreground, minimum) => {
  const palette = createPalette(fromHex(background), fromHex(foreground), minimum);

  it('has contrast to the background in every colour', () => {
    const weakest = Math.min(
      ...palette.colours.map((colour) => contrast(colour, palette.background)),
    );
    expect(weakest).toBeGreaterThan(minimum - 0.01);
  });

  it('tells the first categories apart in normal and colour-blind sight', () => {
    // In OKLab, 0.02 is about the smallest difference that is seen side by side.
    const closest = Object.values(sights).map((sight) => closestPair(palette, sight));
    expect(Math.min(...closest)).toBeGreaterThan(0.04);
  });

  it('rises evenly in contrast from low to high numbers', () => {
    const steps = gradientOf(palette).map((colour) => contrast(colour, palette.background));
    const falls = steps.filter((step, at) => at > 0 && step < steps[at - 1]! - 0.02);
    expect(falls).toEqual([]);
    expect(steps[steps.length - 1]! / steps[0]!).toBeGreaterThan(2);
  });
});

describe('palette', () => {
  it('gives 72 categories looks of their own, and neighbours another colour and another marker', () => {
    const looks = Array.from({ length: 72 }, (_, category) => categoryStyle(category));
    expect(new Set(looks.map(({ entry, marker }) => `${entry}/${marker}`)).size).toBe(72);
    const alike = looks.filter(
      (look, at) =>
        at > 0 && (looks[at - 1]!.entry === look.entry || looks[at - 1]!.marker === look.marker),
    );
    expect(alike).toEqual([]);
  });

  it('spreads numbers over the gradient and nothing else', () => {
    expect([gradientEntry(0), gradientEntry(1), gradientEntry(-5), gradientEntry(7)]).toEqual([
      firstGradientEntry,
      firstGradientEntry + gradientEntries - 1,
      firstGradientEntry,
      firstGradientEntry + gradientEntries - 1,
    ]);
  });

  it('fills a texture of 256 opaque colours', () => {
    const palette = createPalette([0, 0, 0], [255, 255, 255], 3);
    const bytes = paletteBytes(palette);
    expect(bytes.length).toBe(1024);
    expect([...bytes.subarray(missingEntry * 4, missingEntry * 4 + 4)]).toEqual([
      ...palette.colours[missingEntry]!.map(Math.trunc),
      255,
    ]);
    expect(bytes.filter((_, at) => at % 4 === 3 && bytes[at] !== 255).length).toBe(0);
  });
});

describe('colours', () => {
  it('are read from computed styles', () => {
    expect(parseComputedColour('rgb(31, 32, 33)')).toEqual([31, 32, 33]);
    expect(parseComputedColour('rgba(31, 32, 33, 0.5)')).toEqual([31, 32, 33]);
    expect(parseComputedColour('rgba(0, 0, 0, 0)')).toBe(undefined);
    expect(parseComputedColour('')).toBe(undefined);
  });

  it('have the contrast that WCAG gives them', () => {
    expect(contrast([255, 255, 255], [0, 0, 0])).toBeCloseTo(21, 10);
    expect(contrast(fromHex(0x767676), [255, 255, 255])).toBeCloseTo(4.54, 2);
  });

  it('stay as they are if they stand out already', () => {
    expect(withContrast([200, 30, 30], [255, 255, 255], 3)).toEqual([200, 30, 30]);
  });
});

type Matrix = readonly (readonly [number, number, number])[];

/** Sight without one kind of cone (Machado, Oliveira and Fernandes, 2009), over linear light. */
const sights: Record<string, Matrix> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

function closestPair(palette: Palette, sight: Matrix): number {
  const colours = palette.colours.slice(0, missingEntry).map((colour) => okLab(colour, sight));
  let closest = Infinity;
  colours.forEach((a, at) => {
    for (const b of colours.slice(at + 1)) closest = Math.min(closest, Math.hypot(...minus(a, b)));
  });
  return closest;
}

function gradientOf(palette: Palette): readonly Rgb[] {
  return palette.colours.slice(firstGradientEntry, firstGradientEntry + gradientEntries);
}

/** OKLab (Ottosson, 2020) of a colour as this sight sees it. */
function okLab(colour: Rgb, sight: Matrix): [number, number, number] {
  const light = colour.map(linear) as [number, number, number];
  const seen = sight.map((row) => Math.max(0, dot(row, light))) as [number, number, number];
  const cones = [
    dot([0.4122214708, 0.5363325363, 0.0514459929], seen),
    dot([0.2119034982, 0.6806995451, 0.1073969566], seen),
    dot([0.0883024619, 0.2817188376, 0.6299787005], seen),
  ].map(Math.cbrt) as [number, number, number];
  return [
    dot([0.2104542553, 0.793617785, -0.0040720468], cones),
    dot([1.9779984951, -2.428592205, 0.4505937099], cones),
    dot([0.0259040371, 0.7827717662, -0.808675766], cones),
  ];
}

function dot(a: readonly [number, number, number], b: readonly [number, number, number]): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function minus(a: readonly number[], b: readonly number[]): number[] {
  return a.map((value, at) => value - b[at]!);
}
