import type { VNode } from 'preact';
import { useId, useMemo } from 'preact/hooks';
import type { QueryCell } from '../../../src/model/notebook/cell.ts';
import type { CellProblem, CellRun } from '../../../src/protocol/notebook.ts';
import { CodeEditor } from '../../shared/codeEditor.tsx';
import type { CheckboxElement, TextFieldElement } from '../../shared/controls.ts';
import { t } from '../../shared/l10n.ts';
import { Select } from '../../shared/select.tsx';
import { filterProblems, problemsOf } from '../cell/cellProblems.ts';
import { Problems } from '../cell/problems.tsx';
import { useOptionalFields } from './optionalFields.tsx';
import { TopKField } from './topKField.tsx';

export type QueryCellViewProps = {
  readonly cell: QueryCell;
  readonly run: CellRun | undefined;
  /** Name of the model that embeds text for this index, if known. */
  readonly embedder?: string | undefined;
  readonly onType: (cell: QueryCell) => void;
};

/** The fields of a query cell: input, filter and top k, with their problems. */
export function QueryCellView({ cell, run, embedder, onType }: QueryCellViewProps): VNode {
  const problemsId = useId();
  const problems = useMemo(() => problemsOf(cell, run), [cell, run]);
  const underlined = useMemo(() => filterProblems(problems, cell.filter), [problems, cell.filter]);
  const hasProblem = (field: CellProblem['field']): boolean =>
    problems.some((problem) => problem.field === field);
  const optional = useOptionalFields(cell, problems, onType);
  const { input } = cell;
  return (
    <div class="query">
      <div class="query-line">
        <ByPicker cell={cell} onType={onType} />
        <vscode-text-field
          class={hasProblem('input') ? 'query-value is-invalid' : 'query-value'}
          data-main
          value={input.value}
          placeholder={placeholderOf(input.by)}
          aria-label={t('Search by {0}', nameOf(input.by))}
          aria-invalid={hasProblem('input') ? 'true' : 'false'}
          onInput={({ currentTarget }) =>
            onType({
              ...cell,
              input: { ...input, value: (currentTarget as TextFieldElement).value },
            })
          }
        />
        {input.by === 'text' && embedder && <span class="embedder dim">{embedder}</span>}
      </div>
      <div class="query-line">
        <span class="field-name" aria-hidden="true">
          {t('filter')}
        </span>
        <CodeEditor
          label={t('Filter')}
          value={cell.filter}
          placeholder='{ "field": { "$eq": "value" } }'
          problems={underlined}
          describedBy={underlined.length > 0 ? problemsId : undefined}
          onChange={(filter) => onType({ ...cell, filter })}
        />
        <TopKField
          topK={cell.topK}
          isInvalid={hasProblem('topK')}
          onChange={(topK) => onType({ ...cell, topK })}
        />
        <ValuesBox cell={cell} onType={onType} />
        {optional.buttons}
      </div>
      {optional.fields}
      <Problems id={problemsId} problems={problems} />
    </div>
  );
}

function ByPicker({ cell, onType }: Pick<QueryCellViewProps, 'cell' | 'onType'>): VNode {
  const ways = ['text', 'id', 'vector'] as const;
  return (
    <Select
      label={t('Search by')}
      value={cell.input.by}
      options={ways.map((by) => ({ value: by, label: nameOf(by) }))}
      onChange={(value) => {
        const by = ways.find((way) => way === value);
        if (by) onType({ ...cell, input: { ...cell.input, by } });
      }}
    />
  );
}

function ValuesBox({ cell, onType }: Pick<QueryCellViewProps, 'cell' | 'onType'>): VNode {
  return (
    <vscode-checkbox
      checked={cell.includeValues}
      onChange={({ currentTarget }) => {
        const { checked } = currentTarget as CheckboxElement;
        if (checked !== cell.includeValues) onType({ ...cell, includeValues: checked });
      }}
    >
      {t('values')}
    </vscode-checkbox>
  );
}

function nameOf(by: QueryCell['input']['by']): string {
  if (by === 'text') return t('text');
  return by === 'id' ? t('record ID') : t('vector');
}

function placeholderOf(by: QueryCell['input']['by']): string {
  if (by === 'text') return t('What to look for');
  return by === 'id' ? t('ID of a record in this namespace') : '[0.12, -0.03, 0.4]';
}
