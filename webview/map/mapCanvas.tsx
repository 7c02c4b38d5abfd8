import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../shared/l10n.ts';
import type { Direction } from './camera/direction.ts';
import { listenToGestures } from './gestures.ts';
import type { MapController } from './mapController.ts';
import type { Tool } from './tools.ts';

/** The canvas with the points, and its pointer and keyboard handling. */
export function MapCanvas({ controller, describedBy, zoomNeedsModifier }: MapCanvasProps): VNode {
  const element = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const canvas = element.current;
    if (!canvas) return undefined;
    const { scene } = controller;
    const attached = scene.attach(canvas);
    const gestures = listenToGestures(canvas, {
      pan: (dx, dy) => scene.pan(dx, dy),
      zoom: (factor, at) => scene.zoom(factor, at),
      rotation: (dx, dy) => controller.rotationControl.drag(dx, dy),
      gestureEnded: () => {
        if (controller.rotationControl.isRotating) controller.rotationControl.end();
        else controller.saveCamera();
      },
      toolOf: (press) => controller.tools.of(press),
      draft: controller.draft,
      selectRegion: (corners, how) => controller.highlighting.selectInRegion(corners, how),
      hover: (at) => controller.focus.hover(at ? scene.pick(at) : -1),
      click: (at) => {
        const id = controller.map.ids[scene.pick(at)];
        if (id === undefined) controller.focus.select(undefined);
        else void controller.focus.show(id);
      },
      zoomNeedsModifier: zoomNeedsModifier ?? false,
    });
    return () => {
      gestures.dispose();
      attached.dispose();
    };
  }, [controller]);
  return (
    <canvas
      ref={element}
      class={
        controller.focus.hovered >= 0 ? 'points pointing' : `points ${controller.tools.current}`
      }
      tabIndex={0}
      data-main
      role="application"
      aria-label={t('Map of the points')}
      aria-describedby={describedBy}
      onKeyDown={(event) => {
        if (!takeKey(event, controller)) return;
        event.preventDefault();
        // VS Code handles events that propagate: Ctrl+A would select all text of the view.
        event.stopPropagation();
      }}
    />
  );
}

const arrows: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};
const toolKeys: Readonly<Record<string, Tool>> = { l: 'lasso', b: 'box', t: 'rotate' };
const keyZoom = 1.4;
const keyPanPx = 60;
const keyTurnPx = 40;

/** Movement of the content in pixels, to the right and down, when panning in a direction. */
const steps: Readonly<Record<Direction, { readonly x: number; readonly y: number }>> = {
  left: { x: 1, y: 0 },
  right: { x: -1, y: 0 },
  up: { x: 0, y: 1 },
  down: { x: 0, y: -1 },
};

export type MapCanvasProps = {
  readonly controller: MapController;
  readonly describedBy: string;
  /** Whether the plot is inside of a scrolling page: then the wheel zooms only with Ctrl or Cmd. */
  readonly zoomNeedsModifier?: boolean;
};

/** Handles a key; returns false if the key has no meaning here. */
function takeKey(event: KeyboardEvent, controller: MapController): boolean {
  if ((event.ctrlKey || event.metaKey) && event.key === 'a') {
    controller.highlighting.selectFiltered();
    return true;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const direction = arrows[event.key];
  if (direction) {
    if (event.shiftKey) move(controller, direction);
    else controller.focus.step(direction);
    return true;
  }
  const { scene, focus } = controller;
  const tool = toolKeys[event.key.toLowerCase()];
  if (tool !== undefined && (tool !== 'rotate' || scene.isSpace)) {
    controller.tools.choose(tool);
    return true;
  }
  const { id, index } = focus;
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
    case 'r':
    case 'R':
      controller.rotationControl.reset();
      return true;
    case ' ':
      if (index < 0) return false;
      controller.selection.toggle(index);
      break;
    case 'Escape':
      if (id !== undefined) controller.focus.select(undefined);
      else if (controller.selection.points.size > 0) controller.selection.clear();
      else return false;
      break;
    case 'Enter':
      if (id === undefined) return false;
      void focus.show(id);
      break;
    default:
      return false;
  }
  controller.saveCamera();
  return true;
}

/** Rotates a 3D map towards the direction, or pans a 2D map. */
function move(controller: MapController, direction: Direction): void {
  const step = steps[direction];
  const { scene, rotationControl } = controller;
  if (scene.isSpace) {
    rotationControl.drag(-step.x * keyTurnPx, -step.y * keyTurnPx);
    rotationControl.end();
  } else {
    scene.pan(step.x * keyPanPx, step.y * keyPanPx);
    controller.saveCamera();
  }
}
