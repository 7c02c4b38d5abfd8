import { numberText } from '../shared/columnData.ts';
import {
  describeParameters,
  describeShown,
  fieldName,
  labelText,
  sourceName,
} from '../shared/displayText.ts';
import { formatCount } from '../../shared/format.ts';
import { t } from '../../shared/l10n.ts';
import { gradientEntry } from '../colours/palette.ts';
import type { MapController } from '../mapController.ts';

/** Returns the footer of an image of this width. `widthOf` measures a text. */
export function imageFooter(
  controller: MapController,
  widthPx: number,
  widthOf: (text: string) => number,
): ImageFooter {
  const items: FooterItem[] = [];
  const first = padding + linePx / 2;
  items.push({ x: padding, y: first, text: titleOf(controller), isTitle: true });
  const { legend, column, colouring } = controller.colours;
  if (legend === undefined || column === undefined)
    return { heightPx: 2 * padding + linePx, items, strips: [] };
  let [x, y] = [padding, first + linePx];
  const name = fieldName(column.column.name);
  items.push({ x, y, text: name });
  x += widthOf(name) + gapPx;
  if (legend.kind === 'gradient') {
    const scale = colouring?.scale;
    const strips = Array.from({ length: stripCount }, (_, at) => ({
      x: x + at * stripPx.width,
      y: y - stripPx.height / 2,
      entry: gradientEntry(at / (stripCount - 1)),
    }));
    const end = (share: number): string =>
      column.column.kind === 'category' || scale === undefined
        ? ''
        : numberText(column.column, scale.valueAt(share));
    x += stripCount * stripPx.width + 8;
    items.push({ x, y, text: t('{0} to {1}', end(0), end(1)) });
    return { heightPx: y + linePx / 2 + padding, items, strips };
  }
  let lines = 1;
  for (const { label, count, entry, marker, isPlain } of legend.entries) {
    if (isPlain) continue;
    const text = `${labelText(label)} ${formatCount(count)}`;
    const wanted = markerPx + widthOf(text);
    if (x + wanted > widthPx - padding && x > padding) {
      if (lines === maxLines) break;
      lines++;
      [x, y] = [padding, y + linePx];
    }
    items.push({ x: x + markerPx, y, text, look: { entry, marker } });
    x += wanted + gapPx;
  }
  return { heightPx: y + linePx / 2 + padding, items, strips: [] };
}

/** A text of the footer, with a marker before it or a strip of colours. Positions are in pixels from its top left. */
export type FooterItem = {
  readonly x: number;
  /** The middle of the line. */
  readonly y: number;
  readonly text: string;
  readonly isTitle?: boolean;
  readonly look?: { readonly entry: number; readonly marker: number };
};

/** A piece of the gradient: a rectangle in a palette colour. */
export type FooterStrip = { readonly x: number; readonly y: number; readonly entry: number };

/** What stands below an exported image: what the map shows, and what its colours mean. */
export type ImageFooter = {
  readonly heightPx: number;
  readonly items: readonly FooterItem[];
  readonly strips: readonly FooterStrip[];
};

export const stripPx = { width: 4, height: 10 };
const padding = 12;
const linePx = 20;
const markerPx = 16;
const gapPx = 18;
const stripCount = 40;
/** The legend has at most this number of lines. */
const maxLines = 6;

function titleOf({ title, map }: MapController): string {
  const { phase } = map;
  const quality = phase.at === 'done' ? phase.quality : undefined;
  return [
    ...(title ? [sourceName(title, title.parameters)] : []),
    describeShown(map),
    ...(title ? [describeParameters(title.parameters)] : []),
    ...(quality
      ? [t('{0}% of neighbours kept', Math.round(100 * quality.neighbourPreservation))]
      : []),
  ].join(' · ');
}
