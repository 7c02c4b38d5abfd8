import { Disposables, type Disposable } from '../../src/common/disposables.ts';
import type { Point } from './camera/camera.ts';
import { boxBetween, type RegionDraft } from './selection/region.ts';
import type { SelectionChange } from './selection/selection.ts';
import type { Press, Tool } from './tools.ts';

/** Translates pointer and wheel events of an element to gestures. Handles one pointer at a time. */
export function listenToGestures(element: HTMLElement, target: GestureTarget): Disposable {
  const resources = new Disposables();
  const listen = <N extends keyof HTMLElementEventMap>(
    name: N,
    listener: (event: HTMLElementEventMap[N]) => void,
  ): void => {
    element.addEventListener(name, listener, { passive: false });
    resources.own({ dispose: () => element.removeEventListener(name, listener) });
  };
  let press: Drag | undefined;
  let wheelEnd = 0;
  resources.own({ dispose: () => clearTimeout(wheelEnd) });

  listen('pointerdown', (event) => {
    const tool = target.toolOf(event);
    if (tool === undefined || press) return;
    element.setPointerCapture(event.pointerId);
    const isMain = event.button === 0;
    press = {
      pointer: event.pointerId,
      path: [pointerPosition(event)],
      tool,
      isMain,
      isDrag: false,
    };
  });
  listen('pointermove', (event) => {
    if (!press) target.hover(pointerPosition(event));
    else if (event.pointerId === press.pointer) drag(press, pointerPosition(event), target);
  });
  listen('pointerup', (event) => {
    if (event.pointerId !== press?.pointer) return;
    release(press, event, target);
    press = undefined;
  });
  listen('pointercancel', (event) => {
    if (event.pointerId !== press?.pointer) return;
    target.draft.set([]);
    if (press.isDrag) target.gestureEnded();
    press = undefined;
  });
  listen('pointerleave', () => target.hover(undefined));
  listen('contextmenu', (event) => {
    if (target.toolOf(event) !== undefined) event.preventDefault();
  });
  listen('wheel', (event) => {
    if (target.zoomNeedsModifier && !event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 1 : wheelLinePx;
    const stepPx = event.deltaY * unit;
    // Browsers report a pinch on a trackpad as a wheel event with Ctrl.
    const pinchFactor = event.ctrlKey && Math.abs(stepPx) < pinchStepPx ? 6 : 1;
    target.zoom(Math.exp(-stepPx * pinchFactor * zoomPerPixel), pointerPosition(event));
    clearTimeout(wheelEnd);
    wheelEnd = setTimeout(() => target.gestureEnded(), zoomSettleMs);
  });
  return resources;
}

/** The actions of pointer and wheel, in coordinates of the element. */
export type GestureTarget = {
  pan(dx: number, dy: number): void;
  zoom(factor: number, at: Point): void;
  /** The pointer is at a position, or has left (undefined). */
  hover(at: Point | undefined): void;
  click(at: Point): void;
  rotation(dx: number, dy: number): void;
  /** A pan, zoom or rotation has ended. */
  gestureEnded(): void;
  /** Returns what a drag that begins now does; undefined to ignore it. */
  toolOf(press: Press): Tool | undefined;
  /** Shows the region while it is drawn. */
  readonly draft: RegionDraft;
  selectRegion(corners: readonly Point[], how: SelectionChange): void;
  /** Whether the wheel zooms only with Ctrl or Cmd, and otherwise scrolls the page. */
  readonly zoomNeedsModifier: boolean;
};

/** Largest movement of a click. */
const clickReachPx = 4;
const wheelLinePx = 16;
const zoomPerPixel = 0.0015;
const zoomSettleMs = 200;
/** Wheel steps below this size with Ctrl come from a pinch on a trackpad. */
const pinchStepPx = 30;

/** `path` holds the pointer positions: all of them for a lasso, else the first and the last. */
type Drag = {
  readonly pointer: number;
  path: readonly [Point, ...Point[]];
  readonly tool: Tool;
  readonly isMain: boolean;
  isDrag: boolean;
};

function drag(press: Drag, at: Point, target: GestureTarget): void {
  const [from] = press.path;
  press.isDrag ||= Math.hypot(at.x - from.x, at.y - from.y) > clickReachPx;
  if (!press.isDrag) return;
  target.hover(undefined);
  const last = press.path.at(-1) ?? from;
  press.path = press.tool === 'lasso' ? [...press.path, at] : [from, at];
  if (press.tool === 'pan') target.pan(at.x - last.x, at.y - last.y);
  else if (press.tool === 'rotate') target.rotation(at.x - last.x, at.y - last.y);
  else target.draft.set(cornersOf(press));
}

function release(press: Drag, event: PointerEvent, target: GestureTarget): void {
  target.draft.set([]);
  const { tool, isMain, isDrag } = press;
  if (!isDrag && isMain) target.click(press.path[0]);
  else if (tool === 'pan' || tool === 'rotate') target.gestureEnded();
  else target.selectRegion(cornersOf(press), changeBy(event));
}

function cornersOf({ tool, path }: Drag): readonly Point[] {
  return tool === 'box' ? boxBetween(path[0], path.at(-1) ?? path[0]) : path;
}

function changeBy({ shiftKey, altKey }: PointerEvent): SelectionChange {
  if (altKey) return 'remove';
  return shiftKey ? 'add' : 'replace';
}

function pointerPosition(event: MouseEvent): Point {
  return { x: event.offsetX, y: event.offsetY };
}
