import type { VNode } from 'preact';
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { isLayoutFinished } from '../shared/layoutFinished.ts';
import { contoursOf } from './contours.ts';
import { extentOf } from '../camera/extent.ts';
import type { MapController } from '../mapController.ts';
import { worldMatrix } from '../camera/worldMatrix.ts';

/** Density contours of the points that pass the legend's filter. Drawn when the layout is finished. */
export function ContourLayer({ controller }: { controller: MapController }): VNode {
  const group = useRef<SVGGElement>(null);
  const { scene, colours, map } = controller;
  const { positions } = scene;
  const rests = isLayoutFinished(map);
  const contours = useMemo(() => {
    const extent = rests ? extentOf(positions) : undefined;
    return extent ? contoursOf(positions, extent.core, (index) => colours.passesFilter(index)) : [];
  }, [positions, rests, colours.filter, colours.column]);
  useLayoutEffect(() => {
    const update = (): void => {
      const { view } = scene;
      if (!view) return;
      group.current?.setAttribute('transform', worldMatrix(view.camera, view.size));
    };
    update();
    const subscription = scene.onDidDraw(update);
    return () => subscription.dispose();
  }, [scene]);
  return (
    <svg class="contours" aria-hidden="true">
      <g ref={group}>
        {contours.map(({ share, path }) => (
          <path key={share} d={path} />
        ))}
      </g>
    </svg>
  );
}
