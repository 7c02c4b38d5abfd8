import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../shared/l10n.ts';
import type { Direction } from './direction.ts';
import { listenToGestures } from './gestures.ts';
import type { MapController } from './mapController.ts';

const arrows: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};
const keyZoom = 1.4;
const keyPanPx = 60;

export type MapCanvasProps = { readonly controller: MapController; readonly describedBy: string };

/** The picture itself, with what pointer and keys do on it. */
export function MapCanvas({ controller, describedBy }: MapCanvasProps): VNode {
  const element = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const canvas = element.current;
    if (!canvas) return undefined;
    const { scene } = controller;
    scene.attach(canvas);
    const gestures = listenToGestures(canvas, {
      pan: (dx, dy) => scene.pan(dx, dy),
      zoom: (factor, at) => scene.zoom(factor, at),
      settled: () => controller.keepCamera(),
      regionShape: (hasShift) => {
        if (controller.tool !== 'pan') return controller.tool;
        return hasShift ? 'lasso' : undefined;
      },
      draft: controller.draft,
      takeRegion: (corners, how) => controller.selectInside(corners, how),
      hover: (at) => controller.focus.hover(at ? scene.pick(at) : -1),
      click: (at) => {
        const id = controller.map.ids[scene.pick(at)];
        if (id === undefined) controller.focus.select(undefined);
        else void controller.focus.show(id);
      },
    });
    return () => gestures.dispose();
  }, [controller]);
  return (
    <canvas
      ref={element}
      class={controller.focus.hovered >= 0 ? 'points pointing' : `points ${controller.tool}`}
      tabIndex={0}
      role="application"
      aria-label={t('Map of the points')}
      aria-describedby={describedBy}
      onKeyDown={(event) => {
        if (takeKey(event, controller)) event.preventDefault();
      }}
    />
  );
}

/** Does what the key asks for; false where it asks for nothing here. */
function takeKey(event: KeyboardEvent, controller: MapController): boolean {
  if ((event.ctrlKey || event.metaKey) && event.key === 'a') {
    controller.selectLit();
    return true;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const direction = arrows[event.key];
  if (direction) {
    if (event.shiftKey) pan(controller, direction);
    else controller.focus.step(direction);
    return true;
  }
  const { scene, focus } = controller;
  const { id, place } = focus;
  switch (event.key) {
    case '+':
    case '=':
      scene.zoom(keyZoom);
      break;
    case '-':
      scene.zoom(1 / keyZoom);
      break;
    case '0':
    case 'f':
    case 'F':
      controller.fit();
      break;
    case 'l':
    case 'L':
      controller.chooseTool('lasso');
      break;
    case 'b':
    case 'B':
      controller.chooseTool('box');
      break;
    case ' ':
      if (place < 0) return false;
      controller.selection.toggle(place);
      break;
    case 'Escape':
      if (id === undefined) controller.selection.clear();
      else controller.focus.select(undefined);
      break;
    case 'Enter':
      if (id === undefined) return false;
      void focus.show(id);
      break;
    default:
      return false;
  }
  controller.keepCamera();
  return true;
}

function pan(controller: MapController, direction: Direction): void {
  const across = { left: keyPanPx, right: -keyPanPx, up: 0, down: 0 }[direction];
  const upward = { left: 0, right: 0, up: keyPanPx, down: -keyPanPx }[direction];
  controller.scene.pan(across, upward);
  controller.keepCamera();
}
