import type { VNode } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { countFitting } from './fitItems.ts';
import { t } from './l10n.ts';
import { Menu, type MenuItem } from './menu.tsx';

/** A row of actions. Actions that do not fit move to an overflow menu at the end. */
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
    // The items change with the view; their widths change with font and language.
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

/** An action, or a group that becomes its own menu if there is space. */
export type BarItem =
  MenuItem | (Omit<MenuItem, 'act' | 'isOn'> & { readonly items: readonly MenuItem[] });

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

/** Including the gap before it. */
function outerWidth(element: Element): number {
  const { marginInlineStart } = getComputedStyle(element);
  return element.getBoundingClientRect().width + Number.parseFloat(marginInlineStart);
}
