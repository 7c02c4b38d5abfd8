import type { VNode } from 'preact';
import { Icon } from '../icons.tsx';

/** A button with a copy icon. */
export function CopyButton({ label, onCopy }: { label: string; onCopy: () => void }): VNode {
  return (
    <button type="button" class="icon-button" aria-label={label} title={label} onClick={onCopy}>
      <Icon name="copy" />
    </button>
  );
}
