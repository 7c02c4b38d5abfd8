import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Binding, QueryCell } from '../../../src/model/notebook/cell.ts';
import type { CellRun, FailureAction } from '../../../src/protocol/notebook.ts';
import { CodeEditor } from '../../shared/codeEditor.tsx';
import { Icon } from '../../shared/icons.tsx';
import { t } from '../../shared/l10n.ts';
import { CellStatus } from '../cell/cellStatus.tsx';
import { Hits } from './hits.tsx';
import type { NotebookController } from '../state/notebookController.ts';
import { FailureNotice } from '../cell/failureNotice.tsx';
import { isChangedSince } from './changedQuery.ts';
import { endOf, hitsOf, hitsToJson, type HitsOutcome } from '../state/runOutcomes.ts';
import { CheckList } from '../cell/checkList.tsx';
import { ExpectedCount } from './expectedCount.tsx';
import { hitsToTable } from './resultTable.tsx';
import type { CellView } from '../state/notebookView.ts';

export type CellResultProps = {
  readonly controller: NotebookController;
  readonly cell: QueryCell;
  /** The current effective binding of the cell. */
  readonly binding: Binding;
  readonly label: string;
  readonly run: CellRun | undefined;
  readonly view: CellView;
  readonly onView: (view: CellView) => void;
  readonly onCopy: (text: string) => void;
  readonly onShowMap: () => void;
  readonly onExplain: () => void;
  readonly onAction: (action: FailureAction['id']) => void;
};

/**
 * The result of a query cell: hits or a failure. Earlier hits stay visible, dimmed, while a new run is in progress,
 * and are marked as old if the query has changed.
 */
export function CellResult(props: CellResultProps): VNode | null {
  const { cell, binding, run, view } = props;
  const shown = hitsOf(run);
  const end = endOf(run);
  const isOutdated = useMemo(
    () =>
      end?.kind === 'hits' && run !== undefined && isChangedSince(cell, binding, run.ranAs, end),
    [cell, binding.environment, binding.index, binding.namespace, run, end],
  );
  if (!run) return null;
  const isOld = isOutdated || shown?.isOld === true;
  const label = isOld ? t('{0}, old hits', props.label) : props.label;
  return (
    <div class="cell-result">
      <div class="result-bar">
        <CellStatus run={run} isOutdated={isOutdated} />
        {shown && (
          <ExpectedCount
            expected={cell.expected}
            outcome={shown.outcome}
            onExplain={props.onExplain}
          />
        )}
        {shown && shown.outcome.hits.length > 0 && (
          <ResultTools {...props} outcome={shown.outcome} />
        )}
      </div>
      {shown?.outcome.checks && <CheckList checks={shown.outcome.checks} />}
      {end?.kind === 'failed' && <FailureNotice failure={end} onAction={props.onAction} />}
      {shown && shown.outcome.hits.length === 0 && !isOld && (
        <p class="notice dim">{emptyAdvice(cell, shown.outcome)}</p>
      )}
      {shown && shown.outcome.hits.length > 0 && (
        <div class={isOld ? 'hits is-old' : 'hits'} aria-busy={run.state === 'running'}>
          {view.shows === 'json' ? (
            <ResultJson outcome={shown.outcome} label={label} />
          ) : (
            <Hits
              controller={props.controller}
              cellId={cell.id}
              outcome={shown.outcome}
              label={label}
              expected={cell.expected}
              widths={view.widths}
              onResize={(columnKey, widthPx) =>
                props.onView({ ...view, widths: { ...view.widths, [columnKey]: widthPx } })
              }
            />
          )}
        </div>
      )}
    </div>
  );
}

function ResultTools({
  view,
  onView,
  onCopy,
  onShowMap,
  outcome,
}: CellResultProps & { readonly outcome: HitsOutcome }): VNode {
  const isJson = view.shows === 'json';
  const copy = (): void => onCopy(isJson ? hitsToJson(outcome.hits) : hitsToTable(outcome));
  return (
    <div class="result-tools" role="toolbar" aria-label={t('Result')}>
      <vscode-button
        class="tab-button"
        appearance="icon"
        aria-label={t('Table')}
        aria-pressed={isJson ? 'false' : 'true'}
        onClick={() => onView({ ...view, shows: 'table' })}
      >
        {t('Table')}
      </vscode-button>
      <vscode-button
        class="tab-button"
        appearance="icon"
        aria-label={t('JSON')}
        aria-pressed={isJson ? 'true' : 'false'}
        onClick={() => onView({ ...view, shows: 'json' })}
      >
        {t('JSON')}
      </vscode-button>
      <vscode-button
        class="tab-button"
        appearance="icon"
        aria-label={t('Show on Map')}
        title={t('Show the query and its hits on the map of the index')}
        onClick={onShowMap}
      >
        {t('Map')}
      </vscode-button>
      <vscode-button
        appearance="icon"
        aria-label={isJson ? t('Copy as JSON') : t('Copy as Table')}
        title={isJson ? t('Copy as JSON') : t('Copy as Table')}
        onClick={copy}
      >
        <Icon name="copy" />
      </vscode-button>
    </div>
  );
}

function ResultJson({ outcome, label }: { outcome: HitsOutcome; label: string }): VNode {
  const text = useMemo(() => hitsToJson(outcome.hits), [outcome]);
  return (
    <div class="result-json">
      <CodeEditor label={label} value={text} isReadOnly />
    </div>
  );
}

function emptyAdvice(cell: QueryCell, { binding }: HitsOutcome): string {
  if (cell.filter.trim() !== '') {
    return t(
      'No record of “{0}” in namespace “{1}” matches. Check the names, types and case of the filter’s fields, or run without the filter.',
      binding.index,
      binding.namespace,
    );
  }
  return t(
    'There are no records to find in namespace “{0}” of “{1}”. Check the namespace; records written moments ago may not be visible yet.',
    binding.namespace,
    binding.index,
  );
}
