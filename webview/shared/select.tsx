import type { VNode } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { DropdownElement } from './controls.ts';
import { t } from './l10n.ts';

/** A dropdown whose options may load late. It shows its value even if the options do not contain it. */
export function Select(props: SelectProps): VNode {
  const { label, value, options, isLoading, onApproach } = props;
  const element = useRef<DropdownElement>(null);
  const chosen = options.find((option) => option.value === value);
  const unlisted: SelectOption = { value, label: value || (props.placeholder ?? '') };
  const shown = chosen ? options : [unlisted, ...options];

  // The dropdown registers its options one task after they are rendered, and rejects other values until then.
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
        if (next === moreValue) {
          if (element.current) element.current.value = value;
          props.more?.onChoose();
          return;
        }
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
      {props.more && (
        <vscode-option key={moreValue} value={moreValue}>
          {props.more.label}
        </vscode-option>
      )}
      {isLoading && (
        <vscode-option key="loading" value="" disabled>
          {t('Loading…')}
        </vscode-option>
      )}
    </vscode-dropdown>
  );
}

export type SelectOption = {
  readonly value: string;
  readonly label: string;
  /** Additional text, shown only in the list. */
  readonly detail?: string;
};

export type SelectProps = {
  /** The accessible name; not visible. */
  readonly label: string;
  readonly value: string;
  /** Shown while `value` is empty. */
  readonly placeholder?: string;
  readonly options: readonly SelectOption[];
  /** An option below the others that leads to more of them. */
  readonly more?: { readonly label: string; readonly onChoose: () => void } | undefined;
  /** Whether more options are being loaded. */
  readonly isLoading?: boolean;
  readonly onChange: (value: string) => void;
  /** Called when the user is about to choose: a good time to load the options. */
  readonly onApproach?: () => void;
};

/** No name of an index or a namespace has this character. */
const moreValue = '\u0000more';
