import type { VNode } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { MapCanvas } from '../../map/mapCanvas.tsx';
import type { MapController } from '../../map/mapController.ts';

type CellCanvasProps = {
  readonly controller: MapController;
  readonly describedBy: string;
  readonly isInSight: boolean;
};

/**
 * The canvas of a map cell. Browsers limit a page to about 16 WebGL contexts, so a map has one only while it is in
 * view; else a still image is shown.
 */
export function CellCanvas({ controller, describedBy, isInSight }: CellCanvasProps): VNode {
  const still = useRef<HTMLCanvasElement>(null);
  const [isLive, setLive] = useState(isInSight);
  useLayoutEffect(() => {
    if (isInSight === isLive) return;
    if (!isInSight && still.current) takeStill(controller, still.current);
    setLive(isInSight);
  }, [isInSight, isLive]);
  return (
    <>
      {isLive && <MapCanvas controller={controller} describedBy={describedBy} zoomNeedsModifier />}
      <canvas ref={still} class="still" aria-hidden="true" hidden={isLive} />
    </>
  );
}

function takeStill({ scene }: MapController, still: HTMLCanvasElement): void {
  scene.capture((canvas) => {
    still.width = canvas.width;
    still.height = canvas.height;
    still.getContext('2d')?.drawImage(canvas, 0, 0);
  });
}
