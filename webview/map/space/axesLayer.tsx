import type { VNode } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { formatShare } from '../../shared/format.ts';
import { t } from '../../shared/l10n.ts';
import type { MapController } from '../mapController.ts';
import { axesOf, type Axes } from './rotation.ts';

const lengthPx = 38;
const textGapPx = 8;
const middle = { x: 66, y: 66 };

/** A compass of the principal axes, with the explained variance of each. */
export function AxesLayer({ controller }: { controller: MapController }): VNode {
  const group = useRef<SVGGElement>(null);
  const { scene } = controller;
  const { explained } = controller.map;
  useLayoutEffect(() => {
    const update = (): void => {
      const arms = arrange(axesOf(scene.rotation));
      [...(group.current?.children ?? [])].forEach((arm, at) => place(arm, arms[at]));
    };
    update();
    const subscription = scene.onDidDraw(update);
    return () => subscription.dispose();
  });
  return (
    <svg class="axes" role="img" aria-label={describeAxes(explained)}>
      <g ref={group}>
        {explained.map((share, at) => (
          <g key={at}>
            <line x1={middle.x} y1={middle.y} />
            <text>{t('PC {0} {1}', at + 1, formatShare(share))}</text>
          </g>
        ))}
      </g>
    </svg>
  );
}

type Arm = { readonly x: number; readonly y: number; readonly towards: number };

/** Returns the projected ends of the axes, to the right and down. */
function arrange({ right, up, towards }: Axes): Arm[] {
  return [0, 1, 2].map((axis) => ({
    x: right[axis] as number,
    y: -(up[axis] as number),
    towards: towards[axis] as number,
  }));
}

function place(arm: Element, { x, y, towards }: Arm = { x: 0, y: 0, towards: 0 }): void {
  const [line, text] = arm.children;
  const [endX, endY] = [middle.x + lengthPx * x, middle.y + lengthPx * y];
  line?.setAttribute('x2', String(endX));
  line?.setAttribute('y2', String(endY));
  // An axis that points at the viewer has no length: its name is placed beside the centre.
  const reach = Math.hypot(x, y);
  const [outX, outY] = reach > 0.15 ? [x / reach, y / reach] : [-0.7, 0.7];
  text?.setAttribute('x', String(endX + textGapPx * outX));
  text?.setAttribute('y', String(endY + (textGapPx + 4) * outY));
  text?.setAttribute('text-anchor', outX < -0.35 ? 'end' : outX > 0.35 ? 'start' : 'middle');
  arm.classList.toggle('behind', towards < -0.15);
}

function describeAxes(explained: readonly number[]): string {
  const parts = explained.map((share, at) =>
    t('component {0} explains {1} of the variance', at + 1, formatShare(share)),
  );
  return t('Principal components: {0}', parts.join('; '));
}
