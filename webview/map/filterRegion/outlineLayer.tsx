import type { VNode } from 'preact';
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { isLayoutFinished } from '../shared/layoutFinished.ts';
import { extentOf } from '../camera/extent.ts';
import type { MapController } from '../mapController.ts';
import { worldMatrix } from '../camera/worldMatrix.ts';
import type { PointSet } from '../shared/pointSet.ts';
import { outlierRings, outlineOf } from './outline.ts';

type LayerProps = { readonly controller: MapController; readonly region: PointSet };

/**
 * The outline of the points that match a filter, with rings around isolated points. Drawn when the layout is finished.
 */
export function OutlineLayer({ controller, region }: LayerProps): VNode {
  const group = useRef<SVGGElement>(null);
  const rings = useRef<SVGPathElement>(null);
  const { scene, map } = controller;
  const { positions } = scene;
  const rests = isLayoutFinished(map);
  const outline = useMemo(() => {
    const extent = rests ? extentOf(positions) : undefined;
    return extent && outlineOf(positions, extent.core, region);
  }, [positions, rests, region]);
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
