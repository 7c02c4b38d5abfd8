import type { VNode } from 'preact';
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { extentOf } from '../fit.ts';
import type { MapController } from '../mapController.ts';
import { worldMatrix } from '../picture/svgPicture.ts';
import type { PointSet } from '../pointSet.ts';
import { outlineOf } from './outline.ts';

/** More would be a blot. */
const maxRings = 300;
const ringRadiusPx = 6;

type LayerProps = { readonly controller: MapController; readonly region: PointSet };

/** A line around the points that a filter lets through, and a ring around each that is apart, once the map rests. */
export function OutlineLayer({ controller, region }: LayerProps): VNode {
  const group = useRef<SVGGElement>(null);
  const rings = useRef<SVGPathElement>(null);
  const { scene, map } = controller;
  const { positions } = scene;
  const isAtRest = map.phase.at === 'done' || map.phase.at === 'cancelled';
  const outline = useMemo(() => {
    const extent = isAtRest ? extentOf(positions) : undefined;
    return extent && outlineOf(positions, extent.core, region);
  }, [positions, isAtRest, region]);
  // Points move without a render: the layer follows each drawing by itself.
  useLayoutEffect(() => {
    const follow = (): void => {
      const { view } = scene;
      if (!view) return;
      group.current?.setAttribute('transform', worldMatrix(view.camera, view.size));
      const apart = outline?.apart.slice(0, maxRings) ?? [];
      rings.current?.setAttribute(
        'd',
        apart.map((index) => ringAt(scene.screenOf(index))).join(''),
      );
    };
    follow();
    const following = scene.onDidDraw(follow);
    return () => following.dispose();
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

function ringAt(at: { readonly x: number; readonly y: number } | undefined): string {
  if (at === undefined) return '';
  const [r, d] = [ringRadiusPx, 2 * ringRadiusPx];
  return `M${at.x - r} ${at.y}a${r} ${r} 0 1 0 ${d} 0a${r} ${r} 0 1 0 ${-d} 0`;
}
