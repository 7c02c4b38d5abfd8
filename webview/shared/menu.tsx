import type { VNode } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Icon } from './icons.tsx';
import { moveInMenu } from './menuKeys.ts';

/** A button with a popup menu, for pointer and keyboard. The focus returns to the button when it closes. */
export function Menu({ name, hint, items }: MenuProps): VNode {
  const button = useRef<HTMLButtonElement>(null);
  const [start, setStart] = useState<number>();
  const id = useId();
  const isOpen = start !== undefined;
  const close = (): void => {
    button.current?.focus();
    setStart(undefined);
  };
  return (
    <div
      class="menu"
      onFocusOut={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget as Node | null)) setStart(undefined);
      }}
    >
      <button
        ref={button}
        type="button"
        class="control menu-button"
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={id}
        title={hint}
        onClick={() => setStart(isOpen ? undefined : 0)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
          event.preventDefault();
          setStart(event.key === 'ArrowDown' ? 0 : items.length - 1);
        }}
      >
        {name}
        <Icon name="chevronDown" />
      </button>
      {isOpen && <MenuList id={id} name={name} items={items} start={start} onClose={close} />}
    </div>
  );
}

export type MenuItem = {
  readonly name: string;
  readonly hint?: string;
  /** Absent for actions that have no on state. */
  readonly isOn?: boolean;
  /** Whether a separator precedes the item. */
  readonly beginsGroup?: boolean;
  readonly act: () => void;
};

export type MenuProps = {
  /** The label of the button. */
  readonly name: string;
  readonly hint?: string;
  readonly items: readonly MenuItem[];
};

type MenuListProps = Pick<MenuProps, 'name' | 'items'> & {
  readonly id: string;
  /** Index of the item that gets the focus first. */
  readonly start: number;
  readonly onClose: () => void;
};

function MenuList({ id, name, items, start, onClose }: MenuListProps): VNode {
  const list = useRef<HTMLDivElement>(null);
  const elements = (): HTMLElement[] => [
    ...(list.current?.querySelectorAll<HTMLElement>('.menu-item') ?? []),
  ];
  useLayoutEffect(() => elements()[start]?.focus(), []);
  const onKeyDown = (event: KeyboardEvent): void => {
    // Tab continues from the button.
    if (event.key === 'Escape' || event.key === 'Tab') onClose();
    if (event.key === 'Escape') event.preventDefault();
    const all = elements();
    const at = all.findIndex((element) => element === document.activeElement);
    const names = items.map((item) => item.name);
    const to = moveInMenu(at, event.key, names);
    if (to === undefined) return;
    event.preventDefault();
    all[to]?.focus();
  };
  return (
    <div ref={list} id={id} class="menu-list" role="menu" aria-label={name} onKeyDown={onKeyDown}>
      {items.map((item) => (
        <MenuEntry key={item.name} item={item} onClose={onClose} />
      ))}
    </div>
  );
}

function MenuEntry({ item, onClose }: { item: MenuItem; onClose: () => void }): VNode {
  const { name, hint, isOn, beginsGroup, act } = item;
  return (
    <>
      {beginsGroup && <div class="menu-line" role="separator" />}
      <button
        type="button"
        class="menu-item"
        role={isOn === undefined ? 'menuitem' : 'menuitemcheckbox'}
        aria-checked={isOn}
        tabIndex={-1}
        title={hint}
        onClick={() => {
          onClose();
          act();
        }}
      >
        <span class="menu-check">{isOn && <Icon name="check" />}</span>
        {name}
      </button>
    </>
  );
}
