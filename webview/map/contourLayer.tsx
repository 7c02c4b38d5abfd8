import type { VNode } from 'preact';
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { contoursOf } from './contours.ts';
import { extentOf } from './fit.ts';
import type { MapController } from './mapController.ts';

/** Lines of equal density over the points that the legend lights, once the map has come to rest. */
export function ContourLayer({ controller }: { controller: MapController }): VNode {
  const group = useRef<SVGGElement>(null);
  const { scene, colours, map } = controller;
  const { positions } = scene;
  const isAtRest = map.phase.at === 'done' || map.phase.at === 'cancelled';
  const contours = useMemo(() => {
    const extent = isAtRest ? extentOf(positions) : undefined;
    return extent ? contoursOf(positions, extent.core, (index) => colours.isLit(index)) : [];
  }, [positions, isAtRest, colours.filter, colours.column]);
  useLayoutEffect(() => {
    const follow = (): void => {
      const { view } = scene;
      if (!view) return;
      const { camera, size } = view;
      const x = size.width / 2 - camera.x * camera.scale;
      const y = size.height / 2 + camera.y * camera.scale;
      const matrix = [camera.scale, 0, 0, -camera.scale, x, y].join(' ');
      group.current?.setAttribute('transform', `matrix(${matrix})`);
    };
    follow();
    const following = scene.onDidDraw(follow);
    return () => following.dispose();
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
