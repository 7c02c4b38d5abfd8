import type { VNode } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { RegionDraft } from './region.ts';

/** Draws the outline of the region that is being drawn. */
export function RegionLayer({ draft }: { draft: RegionDraft }): VNode {
  const outline = useRef<SVGPolygonElement>(null);
  useLayoutEffect(() => {
    const listening = draft.onDidChange(() => {
      const corners = draft.corners.map(({ x, y }) => `${x},${y}`);
      outline.current?.setAttribute('points', corners.join(' '));
    });
    return () => listening.dispose();
  }, [draft]);
  return (
    <svg class="region" aria-hidden="true">
      <polygon ref={outline} />
    </svg>
  );
}
