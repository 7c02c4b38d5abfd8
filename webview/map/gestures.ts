import { Disposables, type Disposable } from '../../src/common/disposables.ts';
import type { Point } from './camera.ts';

/** What pointer and wheel ask for, in places of the element's picture. */
export type GestureTarget = {
  pan(dx: number, dy: number): void;
  zoom(factor: number, at: Point): void;
  /** The pointer rests on a place, or has left (undefined). */
  hover(at: Point | undefined): void;
  click(at: Point): void;
  /** A pan or zoom is over. */
  settled(): void;
};

/** How far a pressed pointer may tremble and still be a click. */
const clickReachPx = 4;
const wheelLinePx = 16;
const zoomPerPixel = 0.0015;
const zoomSettleMs = 200;

/** Drags, clicks and wheel turns on an element. One pointer counts at a time. */
export function listenToGestures(element: HTMLElement, target: GestureTarget): Disposable {
  const resources = new Disposables();
  const listen = <N extends keyof HTMLElementEventMap>(
    name: N,
    listener: (event: HTMLElementEventMap[N]) => void,
  ): void => {
    element.addEventListener(name, listener, { passive: false });
    resources.own({ dispose: () => element.removeEventListener(name, listener) });
  };
  let press: { pointer: number; from: Point; last: Point; isDrag: boolean } | undefined;
  let wheelEnd = 0;
  resources.own({ dispose: () => clearTimeout(wheelEnd) });

  listen('pointerdown', (event) => {
    if (event.button !== 0 || press) return;
    element.setPointerCapture(event.pointerId);
    const at = placeOf(event);
    press = { pointer: event.pointerId, from: at, last: at, isDrag: false };
  });
  listen('pointermove', (event) => {
    const at = placeOf(event);
    if (!press) {
      target.hover(at);
      return;
    }
    if (event.pointerId !== press.pointer) return;
    press.isDrag ||= Math.hypot(at.x - press.from.x, at.y - press.from.y) > clickReachPx;
    if (press.isDrag) {
      target.hover(undefined);
      target.pan(at.x - press.last.x, at.y - press.last.y);
      press.last = at;
    }
  });
  const release = (event: PointerEvent, isClick: boolean): void => {
    if (event.pointerId !== press?.pointer) return;
    const { isDrag, from } = press;
    press = undefined;
    if (isDrag) target.settled();
    else if (isClick) target.click(from);
  };
  listen('pointerup', (event) => release(event, true));
  listen('pointercancel', (event) => release(event, false));
  listen('pointerleave', () => target.hover(undefined));
  listen('wheel', (event) => {
    event.preventDefault();
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 1 : wheelLinePx;
    // Two fingers on a track pad come as a wheel with Ctrl and small steps.
    const pace = event.ctrlKey ? 6 : 1;
    target.zoom(Math.exp(-event.deltaY * unit * pace * zoomPerPixel), placeOf(event));
    clearTimeout(wheelEnd);
    wheelEnd = setTimeout(() => target.settled(), zoomSettleMs);
  });
  return resources;
}

function placeOf(event: MouseEvent): Point {
  return { x: event.offsetX, y: event.offsetY };
}
