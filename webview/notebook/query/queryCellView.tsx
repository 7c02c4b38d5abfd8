import type { VNode } from 'preact';
import { useId, useMemo } from 'preact/hooks';
import { inputKinds, type QueryCell } from '../../../src/model/notebook/cell.ts';
import type { CellProblem, CellRun } from '../../../src/protocol/notebook.ts';
import type { IndexKind } from '../../../src/model/vectorIndex.ts';
import { CodeEditor } from '../../shared/codeEditor.tsx';
import type { CheckboxElement, TextFieldElement } from '../../shared/controls.ts';
import { t } from '../../shared/l10n.ts';
import { Select } from '../../shared/select.tsx';
import { filterHints } from '../../../src/model/filter/language/filterHints.ts';
import type { KnownField } from '../../../src/model/filter/language/knownField.ts';
import { Hints } from './hints.tsx';
import { filterProblems, problemsOf } from '../cell/cellProblems.ts';
import { Problems } from '../cell/problems.tsx';
import { useOptionalFields } from './optionalFields.tsx';
import type { NotebookController } from '../state/notebookController.ts';
import { TopKField } from './topKField.tsx';
import { useFilterBuilder } from './useFilterBuilder.tsx';
import { useRequest } from './useRequest.tsx';

/** The fields of a query cell: input, filter and top k, with their problems. */
export function QueryCellView(props: QueryCellViewProps): VNode {
  const { cell, run, indexKind, fields, onType } = props;
  const problemsId = useId();
  const problems = useMemo(() => problemsOf(cell, run), [cell, run]);
  const underlined = useMemo(() => filterProblems(problems, cell.filter), [problems, cell.filter]);
  const hints = useMemo(() => filterHints(cell.filter, fields), [cell.filter, fields]);
  const hasProblem = (field: CellProblem['field']): boolean =>
    problems.some((problem) => problem.field === field);
  const builder = useFilterBuilder(
    { filter: cell.filter, fields, onChange: (filter) => onType({ ...cell, filter }) },
    props.onFilterFocus,
  );
  const request = useRequest(props.controller, cell);
  const optional = useOptionalFields(cell, problems, indexKind, onType);
  return (
    <div class="query">
      <InputLine {...props} isInvalid={hasProblem('input')} />
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
          fields={fields}
          hints={hints}
          onFocus={props.onFilterFocus}
          onChange={(filter) => onType({ ...cell, filter })}
        />
        <TopKField
          topK={cell.topK}
          isInvalid={hasProblem('topK')}
          onChange={(topK) => onType({ ...cell, topK })}
        />
        <ValuesBox cell={cell} onType={onType} />
      </div>
      <div class="optional-buttons">
        {optional.buttons}
        {builder.button}
        {request.button}
      </div>
      {builder.view}
      {optional.fields}
      <Problems id={problemsId} problems={problems} />
      {request.view}
      <Hints hints={hints} filter={cell.filter} onFix={(filter) => onType({ ...cell, filter })} />
    </div>
  );
}

export type QueryCellViewProps = {
  readonly controller: NotebookController;
  readonly cell: QueryCell;
  readonly run: CellRun | undefined;
  /** Name of the model that embeds text for this index, if known. */
  readonly embedder?: string | undefined;
  /** The kind of the cell's index, if known. */
  readonly indexKind?: IndexKind | undefined;
  /** Known metadata fields of the cell's namespace. */
  readonly fields: readonly KnownField[];
  /** Called when the filter gets the focus: a good time to read the fields. */
  readonly onFilterFocus: () => void;
  readonly onType: (cell: QueryCell) => void;
};

/** What a query searches by, with the model that embeds its text. */
function InputLine(props: QueryCellViewProps & { readonly isInvalid: boolean }): VNode {
  const { cell, embedder, isInvalid, onType } = props;
  const { input } = cell;
  return (
    <div class="query-line">
      <ByPicker {...props} />
      <QueryValue
        cell={cell}
        isInvalid={isInvalid}
        onType={(value) => onType({ ...cell, input: { ...input, value } })}
      />
      {input.by === 'text' && embedder && <span class="embedder dim">{embedder}</span>}
    </div>
  );
}

/** The input of a query: a line, or for a vector several, because pasted ones have line breaks. */
function QueryValue(props: {
  readonly cell: QueryCell;
  readonly isInvalid: boolean;
  readonly onType: (value: string) => void;
}): VNode {
  const { by, value } = props.cell.input;
  const common = {
    'data-main': true,
    value,
    placeholder: placeholderOf(by),
    'aria-label': t('Search by {0}', nameOf(by)),
    'aria-invalid': props.isInvalid ? 'true' : 'false',
  } as const;
  if (by === 'vector')
    return (
      <textarea
        {...common}
        class={props.isInvalid ? 'lines-field mono is-wrong' : 'lines-field mono'}
        rows={Math.min(6, value.split('\n').length)}
        spellcheck={false}
        onInput={({ currentTarget }) => props.onType(currentTarget.value)}
      />
    );
  return (
    <vscode-text-field
      {...common}
      class={props.isInvalid ? 'query-value is-invalid' : 'query-value'}
      onInput={({ currentTarget }) => props.onType((currentTarget as TextFieldElement).value)}
    />
  );
}

function ByPicker({
  cell,
  indexKind,
  onType,
}: Pick<QueryCellViewProps, 'cell' | 'indexKind' | 'onType'>): VNode {
  const kinds = inputKinds.filter(
    (by) => by !== 'query string' || by === cell.input.by || indexKind === 'documents',
  );
  return (
    <Select
      label={t('Search by')}
      value={cell.input.by}
      options={kinds.map((by) => ({ value: by, label: nameOf(by) }))}
      onChange={(value) => {
        const by = inputKinds.find((way) => way === value);
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
  if (by === 'records') return t('arithmetic');
  if (by === 'query string') return t('query string');
  return by === 'id' ? t('record ID') : t('vector');
}

function placeholderOf(by: QueryCell['input']['by']): string {
  if (by === 'text') return t('What to look for');
  if (by === 'records') return 'king - man + woman';
  if (by === 'query string') return 'title:gothic AND body:"old town"';
  return by === 'id' ? t('ID of a record in this namespace') : '[0.12, -0.03, 0.4]';
}
