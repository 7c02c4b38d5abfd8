import type { VNode } from 'preact';
import { useId, useState } from 'preact/hooks';
import {
  printRows,
  readRows,
  type FilterRow,
  type FilterRows,
} from '../../../src/model/filter/builder/filterRows.ts';
import type { KnownField } from '../../../src/model/filter/language/knownField.ts';
import { isFieldOperator, type FieldOperator } from '../../../src/model/filter/operators.ts';
import { Icon } from '../../shared/icons.tsx';
import { t } from '../../shared/l10n.ts';
import { Select } from '../../shared/select.tsx';

/** The conditions of a filter as rows. They follow the text, and change it. */
export function FilterBuilder(props: {
  readonly filter: string;
  readonly fields: readonly KnownField[];
  readonly onChange: (filter: string) => void;
}): VNode {
  const { filter, fields, onChange } = props;
  const [draft, setDraft] = useState<Draft>();
  const namesId = useId();
  const shown = draft?.text === filter ? draft : readRows(filter);
  if (shown === undefined)
    return (
      <p class="dim">{t('This filter has groups in groups, or does not parse: edit its text.')}</p>
    );
  const { join, rows } = shown;
  const change = (changed: FilterRows): void => {
    const text = printRows(changed);
    setDraft({ ...changed, text });
    if (text !== filter) onChange(text);
  };
  return (
    <div role="group" aria-label={t('Conditions of the filter')}>
      <datalist id={namesId}>
        {fields.map(({ name }) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      {rows.map((row, at) => (
        <Condition
          key={at}
          row={row}
          namesId={namesId}
          onChange={(changed) => change({ join, rows: rows.with(at, changed) })}
          onRemove={() => change({ join, rows: rows.toSpliced(at, 1) })}
        />
      ))}
      <div class="query-line">
        <button
          type="button"
          class="link-button"
          onClick={() => change({ join, rows: [...rows, emptyRow] })}
        >
          {t('add a condition')}
        </button>
        {rows.length > 1 && (
          <Select
            label={t('How conditions are joined')}
            value={join}
            options={[
              { value: 'and', label: t('all hold') },
              { value: 'or', label: t('one holds') },
            ]}
            onChange={(value) => change({ join: value === 'or' ? 'or' : 'and', rows })}
          />
        )}
      </div>
    </div>
  );
}

/** Rows as they were last printed: rows that are not complete are not in the text. */
type Draft = FilterRows & { readonly text: string };

const emptyRow: FilterRow = { field: '', operator: '$eq', value: '' };

function Condition(props: {
  readonly row: FilterRow;
  readonly namesId: string;
  readonly onChange: (row: FilterRow) => void;
  readonly onRemove: () => void;
}): VNode {
  const { row, namesId, onChange, onRemove } = props;
  return (
    <div class="query-line">
      <input
        class="control"
        list={namesId}
        value={row.field}
        placeholder={t('field')}
        aria-label={t('Field')}
        spellcheck={false}
        onInput={({ currentTarget }) => onChange({ ...row, field: currentTarget.value })}
      />
      <Select
        label={t('Operator')}
        value={row.operator}
        options={operators().map(([value, label]) => ({ value, label }))}
        onChange={(operator) => {
          if (isFieldOperator(operator)) onChange({ ...row, operator });
        }}
      />
      <input
        class="control"
        value={row.value}
        placeholder={t('value')}
        aria-label={t('Value')}
        spellcheck={false}
        onInput={({ currentTarget }) => onChange({ ...row, value: currentTarget.value })}
      />
      <button
        type="button"
        class="icon-button"
        aria-label={t('Remove Condition')}
        title={t('Remove Condition')}
        onClick={onRemove}
      >
        <Icon name="close" />
      </button>
    </div>
  );
}

function operators(): readonly (readonly [FieldOperator, string])[] {
  return [
    ['$eq', '='],
    ['$ne', '≠'],
    ['$gt', '>'],
    ['$gte', '≥'],
    ['$lt', '<'],
    ['$lte', '≤'],
    ['$in', t('one of')],
    ['$nin', t('none of')],
    ['$exists', t('exists')],
  ];
}
