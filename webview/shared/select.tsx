import type { VNode } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { DropdownElement } from './controls.ts';
import { t } from './l10n.ts';

export type SelectOption = {
  readonly value: string;
  readonly label: string;
  /** Said beside the label in the list only. */
  readonly detail?: string;
};

export type SelectProps = {
  /** The name of the control; it is not shown. */
  readonly label: string;
  readonly value: string;
  /** Shown while `value` is empty. */
  readonly placeholder?: string;
  readonly options: readonly SelectOption[];
  /** More options are on their way. */
  readonly isLoading?: boolean;
  readonly onChange: (value: string) => void;
  /** The user is about to choose: a good time to fetch the options. */
  readonly onApproach?: () => void;
};

/** A dropdown whose options may come late. Its value stays shown even where the options lack it. */
export function Select(props: SelectProps): VNode {
  const { label, value, options, isLoading, onApproach } = props;
  const element = useRef<DropdownElement>(null);
  const chosen = options.find((option) => option.value === value);
  const unlisted: SelectOption = { value, label: value || (props.placeholder ?? '') };
  const shown = chosen ? options : [unlisted, ...options];

  // The dropdown learns of its options one task after they are rendered, and takes no other value before.
  useLayoutEffect(() => {
    const apply = (): void => {
      if (element.current && !element.current.open) element.current.value = value;
    };
    apply();
    const frame = requestAnimationFrame(apply);
    return () => cancelAnimationFrame(frame);
  });

  return (
    <vscode-dropdown
      ref={element}
      class="select"
      aria-label={label}
      position="below"
      onPointerEnter={onApproach}
      onFocus={onApproach}
      onChange={() => {
        const next = element.current?.value;
        if (next !== undefined && next !== value) props.onChange(next);
      }}
    >
      <div slot="selected-value" class="select-value">
        {(chosen ?? unlisted).label}
      </div>
      {shown.map((option) => (
        <vscode-option key={option.value} value={option.value} selected={option.value === value}>
          {option.detail === undefined ? option.label : `${option.label} · ${option.detail}`}
        </vscode-option>
      ))}
      {isLoading && (
        <vscode-option key="loading" value="" disabled>
          {t('Loading…')}
        </vscode-option>
      )}
    </vscode-dropdown>
  );
}
