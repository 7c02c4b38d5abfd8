import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** A button that opens an optional field, shown while the field is empty. */
export function OptionalFieldButton(props: {
  readonly label: string;
  readonly hint: string;
  readonly onOpen: () => void;
}): VNode {
  return (
    <button type="button" class="link-button" title={props.hint} onClick={props.onOpen}>
      {props.label}
    </button>
  );
}

const mostRows = 8;

/** A field of one or more lines with a visible name. */
export function LinesField(props: {
  readonly name: string;
  /** The accessible name. */
  readonly label: string;
  readonly value: string;
  readonly placeholder: string;
  readonly isInvalid?: boolean;
  /** Whether the user has just opened the field. */
  readonly takesFocus?: boolean;
  /** Whether it is the main field of its cell, which gets the focus when the cell is edited. */
  readonly isMain?: boolean;
  readonly onType: (value: string) => void;
}): VNode {
  const { name, label, value, placeholder, takesFocus = false, isInvalid = false } = props;
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (takesFocus) field.current?.focus();
  }, []);
  return (
    <div class="query-line">
      <span class="field-name" aria-hidden="true">
        {name}
      </span>
      <textarea
        ref={field}
        class={isInvalid ? 'lines-field mono is-wrong' : 'lines-field mono'}
        data-main={props.isMain}
        rows={Math.min(mostRows, value.split('\n').length)}
        value={value}
        spellcheck={false}
        aria-label={label}
        aria-invalid={isInvalid ? 'true' : 'false'}
        placeholder={placeholder}
        onInput={({ currentTarget }) => props.onType(currentTarget.value)}
      />
    </div>
  );
}
