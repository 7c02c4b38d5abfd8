import { toScreen, type Camera, type Size } from '../camera/camera.ts';
import type { Label } from './label.ts';

/**
 * Returns the labels that fit into the view, in the given order. No label overlaps another, is cut off at the edge, or
 * repeats another's text.
 */
export function placeLabels(
  labels: readonly Label[],
  view: { readonly camera: Camera; readonly size: Size; readonly zoomRatio: number },
  { heightPx, widthOf }: LabelMetrics,
): PlacedLabel[] {
  const placed: PlacedLabel[] = [];
  const { camera, size, zoomRatio } = view;
  for (const label of labels) {
    if (placed.length === maxPlaced) break;
    if (label.fromZoom > zoomRatio) continue;
    const { x, y } = toScreen(camera, size, label);
    const reach = widthOf(label) / 2;
    const isInside =
      x >= reach && x <= size.width - reach && y >= heightPx / 2 && y <= size.height - heightPx / 2;
    if (!isInside) continue;
    const isFree = placed.every(
      (other) =>
        !saysNoMore(other.label.text, label.text) &&
        (Math.abs(other.x - x) >= reach + widthOf(other.label) / 2 + gapPx ||
          Math.abs(other.y - y) >= heightPx + gapPx),
    );
    if (isFree) placed.push({ label, x, y });
  }
  return placed;
}

/** A label with its centre in the plot, in pixels. */
export type PlacedLabel = { readonly label: Label; readonly x: number; readonly y: number };

export type LabelMetrics = {
  readonly heightPx: number;
  readonly widthOf: (label: Label) => number;
};

const gapPx = 6;
const maxPlaced = 24;

/** Returns whether all words of one text occur in the other in a row. */
function saysNoMore(one: string, other: string): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  return `, ${long}, `.includes(`, ${short}, `);
}
