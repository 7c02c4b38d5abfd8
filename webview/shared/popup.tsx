import type { ComponentChildren, VNode } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { Icon } from './icons.tsx';

/**
 * A button that opens a group of controls below it. The group closes when the focus leaves it, and by Escape, which
 * returns the focus to the button.
 */
export function Popup(props: {
  /** The label of the button and of the group. */
  readonly name: string;
  /** A class of the group beside `menu-list`. */
  readonly listClass: string;
  readonly children: ComponentChildren;
}): VNode {
  const { name, listClass, children } = props;
  const [isOpen, setIsOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  return (
    <div
      class="menu"
      onFocusOut={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget as Node | null)) setIsOpen(false);
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !isOpen) return;
        event.preventDefault();
        event.stopPropagation();
        button.current?.focus();
        setIsOpen(false);
      }}
    >
      <button
        ref={button}
        type="button"
        class="control menu-button"
        aria-expanded={isOpen}
        onClick={() => setIsOpen(!isOpen)}
      >
        {name}
        <Icon name="chevronDown" />
      </button>
      {isOpen && (
        <div class={`menu-list ${listClass}`} role="group" aria-label={name} tabIndex={-1}>
          {children}
        </div>
      )}
    </div>
  );
}
