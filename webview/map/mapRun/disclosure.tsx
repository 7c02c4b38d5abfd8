import type { ComponentChildren, VNode } from 'preact';
import { useRef, useState } from 'preact/hooks';

/** A line that opens a popover with details. Escape or a change of focus closes it. */
export function Disclosure({ summary, children }: DisclosureProps): VNode {
  const line = useRef<HTMLElement>(null);
  const [isOpen, setIsOpen] = useState(false);
  const close = (): void => {
    line.current?.focus();
    setIsOpen(false);
  };
  return (
    <details
      class="note"
      open={isOpen}
      onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !isOpen) return;
        event.preventDefault();
        close();
      }}
      onFocusOut={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget as Node | null)) setIsOpen(false);
      }}
    >
      <summary ref={line} class="numeric">
        {summary}
      </summary>
      {/* `tabIndex` makes the popover focusable, so that a click on its text does not close it. */}
      {isOpen && (
        <div class="popover" tabIndex={-1}>
          {children(close)}
        </div>
      )}
    </details>
  );
}

export type DisclosureProps = {
  /** The visible line. */
  readonly summary: string;
  /** The content of the popover, rendered while it is open; `close` closes it. */
  readonly children: (close: () => void) => ComponentChildren;
};
