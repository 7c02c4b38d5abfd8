import type { VNode } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { countFitting } from './fitItems.ts';
import { t } from './l10n.ts';
import { Menu, type MenuItem } from './menu.tsx';

/** An action, or some that stand in a menu of their own as long as there is room. */
export type BarItem =
  MenuItem | (Omit<MenuItem, 'act' | 'isOn'> & { readonly items: readonly MenuItem[] });

/** Actions in a row; those at its end that have no room stand in a menu behind it. */
export function ActionBar({ label, items }: { label: string; items: readonly BarItem[] }): VNode {
  const bar = useRef<HTMLDivElement>(null);
  const ruler = useRef<HTMLDivElement>(null);
  const [shown, setShown] = useState(items.length);
  useLayoutEffect(() => {
    const measure = (): void => {
      if (!bar.current || !ruler.current) return;
      const widths = Array.from(ruler.current.children, outerWidth);
      const more = widths.pop() ?? 0;
      setShown(countFitting(widths, bar.current.clientWidth, more));
    };
    measure();
    // The one changes with the view, the other with font and language.
    const observer = new ResizeObserver(measure);
    for (const element of [bar.current, ruler.current]) if (element) observer.observe(element);
    return () => observer.disconnect();
  }, [items.length]);
  const more = t('More');
  return (
    <div ref={bar} class="action-bar" role="group" aria-label={label}>
      {items.slice(0, shown).map((item) => (
        <BarButton key={item.name} item={item} />
      ))}
      {shown < items.length && <Menu name={more} items={items.slice(shown).flatMap(inMenu)} />}
      <div ref={ruler} class="ruler" aria-hidden="true">
        {[...items, { name: more, items: [] }].map((item) => (
          <span key={item.name} class={classOf(item)}>
            {item.name}
          </span>
        ))}
      </div>
    </div>
  );
}

function BarButton({ item }: { item: BarItem }): VNode {
  if ('items' in item)
    return <Menu name={item.name} items={item.items} {...(item.hint && { hint: item.hint })} />;
  const { name, hint, isOn, act } = item;
  return (
    <button type="button" class={classOf(item)} aria-pressed={isOn} title={hint} onClick={act}>
      {name}
    </button>
  );
}

function classOf(item: Pick<BarItem, 'beginsGroup'> & { readonly isOn?: boolean }): string {
  const parts = [
    'control',
    ...('items' in item ? ['menu-button'] : []),
    ...(item.isOn === undefined ? [] : ['toggle']),
    ...(item.beginsGroup ? ['begins-group'] : []),
  ];
  return parts.join(' ');
}

function inMenu(item: BarItem): readonly MenuItem[] {
  if (!('items' in item)) return [item];
  return item.items.map((one, at) => (at === 0 ? { ...one, beginsGroup: true } : one));
}

/** With the room before it. */
function outerWidth(element: Element): number {
  const { marginInlineStart } = getComputedStyle(element);
  return element.getBoundingClientRect().width + Number.parseFloat(marginInlineStart);
}
