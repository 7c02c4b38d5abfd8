import type { VNode } from 'preact';
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { isLayoutFinished } from '../shared/layoutFinished.ts';
import { extentOf } from '../camera/extent.ts';
import type { MapController } from '../mapController.ts';
import { worldMatrix } from '../camera/worldMatrix.ts';
import type { PointSet } from '../shared/pointSet.ts';
import { outlierRings, outlineOf } from './outline.ts';

/**
 * Marks the points that a search found: an outline with rings around isolated points, or a ring around each point.
 * Drawn when the layout is finished.
 */
export function OutlineLayer({ controller, region, isRinged }: LayerProps): VNode {
  const group = useRef<SVGGElement>(null);
  const rings = useRef<SVGPathElement>(null);
  const { scene, map } = controller;
  const { positions } = scene;
  const rests = isLayoutFinished(map);
  const outline = useMemo(() => {
    const extent = rests ? extentOf(positions) : undefined;
    if (isRinged) return extent && { path: '', apart: [...region.indices] };
    return extent && outlineOf(positions, extent.core, region);
  }, [positions, rests, region, isRinged]);
  // Points move without a render, so the layer updates after each drawing.
  useLayoutEffect(() => {
    const update = (): void => {
      const { view } = scene;
      if (!view) return;
      group.current?.setAttribute('transform', worldMatrix(view.camera, view.size));
      const path = outline ? outlierRings(outline, (index) => scene.screenOf(index)) : '';
      rings.current?.setAttribute('d', path);
    };
    update();
    const subscription = scene.onDidDraw(update);
    return () => subscription.dispose();
  }, [scene, outline]);
  return (
    <svg class="outline" aria-hidden="true" data-apart={outline?.apart.length ?? 0}>
      <g ref={group}>
        <path class="outline-line" d={outline?.path ?? ''} />
      </g>
      <path ref={rings} class="outline-ring" />
    </svg>
  );
}

type LayerProps = {
  readonly controller: MapController;
  readonly region: PointSet;
  /** Whether each point has a ring, instead of an outline around dense regions. */
  readonly isRinged: boolean;
};
