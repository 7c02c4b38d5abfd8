import type { VNode } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { MapController } from './mapController.ts';
import { valueText } from './shared/columnData.ts';
import type { Scene } from './drawing/scene.ts';

const tooltipGapPx = 12;

/** Lines from the focused point to its neighbours, and the tooltip of the hovered point. */
export function TooltipLayer({ controller }: { controller: MapController }): VNode {
  const lines = useRef<SVGPathElement>(null);
  const tooltip = useRef<HTMLDivElement>(null);
  const { scene, map, focus } = controller;
  const { hovered, neighbours } = focus;
  const selected = controller.focus.index;
  const named = hovered >= 0 ? hovered : selected;
  // Points move without a render, so the layer updates after each drawing.
  useLayoutEffect(() => {
    const update = (): void => {
      lines.current?.setAttribute('d', linesPath(scene, selected, neighbours));
      if (tooltip.current) placeTooltip(tooltip.current, scene, named);
    };
    update();
    const subscription = scene.onDidDraw(update);
    return () => subscription.dispose();
  });
  const id = map.names[named];
  const title = map.titles[named] || map.texts[named] || id;
  const text = map.titles[named] ? (map.texts[named] ?? '') : '';
  const { column } = controller.colours;
  const value = column ? valueText(column, named) : '';
  // The record panel shows the focused record in full, so its tooltip has only the name.
  const isNameOnly = hovered < 0;
  return (
    <>
      <svg class="lines" aria-hidden="true">
        <path ref={lines} />
      </svg>
      {id !== undefined && (
        <div ref={tooltip} class="tooltip" aria-hidden="true">
          <div class={text === '' ? 'tooltip-text' : 'tooltip-text tooltip-title'}>
            {isNameOnly ? map.titles[named] || id : title}
          </div>
          {!isNameOnly && text !== '' && <div class="tooltip-text">{text}</div>}
          {!isNameOnly && title !== id && <div class="mono dim">{id}</div>}
          {!isNameOnly && value !== '' && <div class="dim">{value}</div>}
        </div>
      )}
    </>
  );
}

function linesPath(scene: Scene, from: number, to: readonly number[]): string {
  const start = scene.screenOf(from);
  if (!start) return '';
  const lines = to.map((index) => {
    const end = scene.screenOf(index);
    return end ? `M${start.x} ${start.y}L${end.x} ${end.y}` : '';
  });
  return lines.join('');
}

/**
 * Places the tooltip beside the point, on the side with more space; hides it while the point is outside of the view.
 */
function placeTooltip(tooltip: HTMLElement, scene: Scene, index: number): void {
  const at = scene.screenOf(index);
  const room = tooltip.parentElement;
  if (!room) return;
  const { clientWidth, clientHeight } = room;
  const isInside =
    at !== undefined && at.x >= 0 && at.y >= 0 && at.x <= clientWidth && at.y <= clientHeight;
  tooltip.classList.toggle('away', !isInside);
  if (!isInside) return;
  const { offsetWidth, offsetHeight } = tooltip;
  const right = at.x + tooltipGapPx;
  const below = at.y + tooltipGapPx;
  const x = right + offsetWidth <= clientWidth ? right : at.x - tooltipGapPx - offsetWidth;
  const y = below + offsetHeight <= clientHeight ? below : at.y - tooltipGapPx - offsetHeight;
  tooltip.style.transform = `translate(${Math.max(0, x)}px, ${Math.max(0, y)}px)`;
}
