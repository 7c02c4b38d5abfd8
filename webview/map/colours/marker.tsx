import type { VNode } from 'preact';
import { toCss } from './colour.ts';
import { markers } from './markers.ts';
import type { Palette } from './palette.ts';

/** A legend swatch: a point drawn as on the map. */
export function Marker({ palette, entry, marker }: MarkerProps): VNode {
  const colour = palette.colours[entry] ?? palette.foreground;
  return (
    <svg class="marker" viewBox="-1.1 -1.1 2.2 2.2" aria-hidden="true">
      <path d={markers[marker]?.path ?? ''} fill={toCss(colour)} fill-rule="evenodd" />
    </svg>
  );
}

export type MarkerProps = {
  readonly palette: Palette;
  /** Index of the palette entry. */
  readonly entry: number;
  readonly marker: number;
};
