import type { VNode } from 'preact';
import { t } from '../../../shared/l10n.ts';
import type { RangeColumn } from '../../shared/columnData.ts';
import type { PointColours } from '../pointColours.ts';
import type { NumberRange } from '../../viewState.ts';
import { fromTimeField, toTimeField } from './timeField.ts';

type FieldsProps = { readonly colours: PointColours; readonly data: RangeColumn };

/** Input fields for the two ends of the range. */
export function RangeFields({ colours, data }: FieldsProps): VNode {
  const { column } = data;
  const { filter } = colours;
  const { min, max } = filter.kind === 'range' ? filter : column;
  const field = (name: string, value: number, change: (value: number) => NumberRange): VNode => (
    <label>
      {name}{' '}
      <ValueField
        column={column}
        value={value}
        onChange={(next) => {
          if (Number.isFinite(next)) colours.setRange(change(next));
        }}
      />
    </label>
  );
  return (
    <div class="range">
      {field(t('from'), min, (value) => ({ min: value, max }))}
      {field(t('to'), max, (value) => ({ min, max: value }))}
    </div>
  );
}

type ValueProps = {
  readonly column: RangeColumn['column'];
  readonly value: number;
  /** Receives NaN if the text is empty or not a valid value. */
  readonly onChange: (value: number) => void;
};

function ValueField({ column, value, onChange }: ValueProps): VNode {
  if (column.kind === 'number') {
    return (
      <input
        class="field numeric"
        type="number"
        step="any"
        value={String(Number(value.toPrecision(6)))}
        onChange={({ currentTarget }) => onChange(currentTarget.valueAsNumber)}
      />
    );
  }
  const { type } = column;
  return (
    <input
      class="field numeric"
      type={type === 'plainDate' ? 'date' : 'datetime-local'}
      step={type === 'plainDate' ? undefined : 1}
      value={toTimeField(value, type)}
      onChange={({ currentTarget }) => onChange(fromTimeField(currentTarget.value, type))}
    />
  );
}
