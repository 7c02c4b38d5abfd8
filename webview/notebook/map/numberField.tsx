import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { isMapNumber, mapNumbers, type MapNumber } from '../../../src/model/map/mapLimits.ts';
import type { TextFieldElement } from '../../shared/controls.ts';
import { Icon } from '../../shared/icons.tsx';
import { t } from '../../shared/l10n.ts';

type NumberFieldProps = {
  readonly name: MapNumber;
  readonly label: string;
  readonly hint: string;
  readonly value: number;
  readonly isInvalid: boolean;
  readonly onChange: (value: number) => void;
};

/** An input for a numeric parameter of a map. Invalid numbers stay on screen with a problem and are not applied. */
export function NumberField(props: NumberFieldProps): VNode {
  const { name, label, hint, value } = props;
  const [text, setText] = useState(String(value));
  useEffect(() => {
    if (readNumber(name, text) !== value) setText(String(value));
  }, [value]);
  const isWrong = readNumber(name, text) === undefined;
  const { min, max } = mapNumbers[name];
  return (
    <span class="map-number" title={hint}>
      <span class="field-name" aria-hidden="true">
        {label}
      </span>
      <vscode-text-field
        class={isWrong || props.isInvalid ? 'is-invalid' : ''}
        value={text}
        inputMode="decimal"
        maxlength={12}
        aria-label={label}
        aria-invalid={isWrong || props.isInvalid ? 'true' : 'false'}
        onInput={({ currentTarget }) => {
          const typed = (currentTarget as TextFieldElement).value;
          setText(typed);
          const number = readNumber(name, typed);
          if (number !== undefined && number !== value) props.onChange(number);
        }}
      />
      {isWrong && (
        <span class="is-error" role="alert">
          <Icon name="error" />
          {t('{0}: from {1} to {2}', label, min.toLocaleString(), max.toLocaleString())}
        </span>
      )}
    </span>
  );
}

function readNumber(name: MapNumber, text: string): number | undefined {
  const digits = text.trim().replaceAll(/[,_\s]/g, '');
  const number = digits === '' ? Number.NaN : Number(digits);
  return isMapNumber(name, number) ? number : undefined;
}
