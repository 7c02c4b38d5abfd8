import type { ComponentChildren, VNode } from 'preact';
import { useRef, useState } from 'preact/hooks';

export type DisclosureProps = {
  /** Said in a line. */
  readonly summary: string;
  /** What explains it, drawn once it is asked for; `close` puts it away. */
  readonly children: (close: () => void) => ComponentChildren;
};

/** A line that says more on demand, until Escape is pressed or something else is turned to. */
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
      {/* What is pressed in it, if only a word, is no turning away. */}
      {isOpen && (
        <div class="popover" tabIndex={-1}>
          {children(close)}
        </div>
      )}
    </details>
  );
}
