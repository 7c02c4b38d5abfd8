import type { VNode } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Scene } from '../drawing/scene.ts';
import type { Label } from './label.ts';
import { placeLabels } from './placeLabels.ts';

export type LabelLayerProps = { readonly scene: Scene; readonly labels: readonly Label[] };

/** Labels over the groups of the map, as many as fit. Screen readers get them from the summary. */
export function LabelLayer({ scene, labels }: LabelLayerProps): VNode {
  const layer = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const elements = [...(layer.current?.children ?? [])] as HTMLElement[];
    const elementOf = new Map(labels.map((label, at) => [label, elements[at]]));
    // Widths are measured once, because the text of a label does not change.
    const widths = new Map(labels.map((label) => [label, elementOf.get(label)?.offsetWidth ?? 0]));
    const heightPx = elements[0]?.offsetHeight ?? 0;
    const widthOf = (label: Label): number => widths.get(label) ?? 0;
    const update = (): void => {
      const { view } = scene;
      const placed = view ? placeLabels(labels, view, { heightPx, widthOf }) : [];
      const shown = new Set(placed.map(({ label }) => label));
      for (const [label, element] of elementOf) {
        element?.classList.toggle('away', !shown.has(label));
      }
      for (const { label, x, y } of placed) {
        const left = Math.round(x - widthOf(label) / 2);
        const top = Math.round(y - heightPx / 2);
        const element = elementOf.get(label);
        if (element) element.style.transform = `translate(${left}px, ${top}px)`;
      }
    };
    update();
    const subscription = scene.onDidDraw(update);
    return () => subscription.dispose();
  }, [scene, labels]);
  return (
    <div ref={layer} class="labels" aria-hidden="true">
      {labels.map((label, at) => (
        <span key={at} class={label.isExample ? 'label example away' : 'label away'}>
          {label.text}
        </span>
      ))}
    </div>
  );
}
