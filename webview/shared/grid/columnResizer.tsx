import type { VNode } from 'preact';

const minWidthPx = 32;
const maxWidthPx = 1600;
const keyStepPx = 16;

/** The drag handle at the end of a column header; resizes the column. */
export function ColumnResizer(props: {
  readonly widthPx: number;
  readonly onResize: (widthPx: number) => void;
}): VNode {
  const startDrag = (down: PointerEvent): void => {
    const handle = down.currentTarget as HTMLElement;
    handle.setPointerCapture(down.pointerId);
    const drag = (move: PointerEvent): void =>
      props.onResize(clampWidth(props.widthPx + move.clientX - down.clientX));
    const end = (): void => {
      handle.removeEventListener('pointermove', drag);
      handle.removeEventListener('pointerup', end);
      handle.removeEventListener('pointercancel', end);
    };
    handle.addEventListener('pointermove', drag);
    handle.addEventListener('pointerup', end);
    handle.addEventListener('pointercancel', end);
    down.preventDefault();
    down.stopPropagation();
  };
  return <span class="column-resizer" onPointerDown={startDrag} />;
}

/** Returns the width change that a key gives the active column; 0 for other keys. */
export function resizeStep(pressed: Pick<KeyboardEvent, 'key' | 'shiftKey'>): number {
  if (!pressed.shiftKey) return 0;
  if (pressed.key === 'ArrowLeft') return -keyStepPx;
  return pressed.key === 'ArrowRight' ? keyStepPx : 0;
}

/** Clamps a column width to a usable range. */
export function clampWidth(widthPx: number): number {
  return Math.round(Math.max(minWidthPx, Math.min(widthPx, maxWidthPx)));
}
