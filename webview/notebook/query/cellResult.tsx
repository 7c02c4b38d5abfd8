import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Binding, QueryCell } from '../../../src/model/notebook/cell.ts';
import type { CellRun, FailureAction } from '../../../src/protocol/notebook.ts';
import { t } from '../../shared/l10n.ts';
import { CellStatus } from '../cell/cellStatus.tsx';
import { Hits } from './hits.tsx';
import type { NotebookController } from '../state/notebookController.ts';
import { FailureNotice } from '../cell/failureNotice.tsx';
import { isChangedSince } from './changedQuery.ts';
import { endOf, hitsOf, type HitsOutcome } from '../state/runOutcomes.ts';
import { CheckList } from '../cell/checkList.tsx';
import { ExpectedCount } from './expectedCount.tsx';
import { hitTable } from './hitTable.ts';
import { JudgeButton } from './judgeButton.tsx';
import { ResultJson } from '../json/resultJson.tsx';
import { ResultTools } from './resultTools.tsx';
import type { CellView } from '../state/notebookView.ts';

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
  const table = useMemo(
    () => shown && hitTable(shown.outcome, view),
    [shown?.outcome, view.columns, view.sort, view.pinned],
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
        {table?.isReordered && <Reordered />}
        {table && table.hits.length > 0 && (
          <JudgeButton onJudge={() => void props.controller.judge(cell.id)} />
        )}
        {table && table.hits.length > 0 && <ResultTools {...props} table={table} />}
      </div>
      {shown?.outcome.checks && <CheckList checks={shown.outcome.checks} />}
      {end?.kind === 'failed' && <FailureNotice failure={end} onAction={props.onAction} />}
      {shown && shown.outcome.hits.length === 0 && !isOld && (
        <p class="notice dim">{emptyAdvice(cell, shown.outcome)}</p>
      )}
      {shown && table && table.hits.length > 0 && (
        <div class={isOld ? 'hits is-old' : 'hits'} aria-busy={run.state === 'running'}>
          {view.shows === 'json' ? (
            <ResultJson hits={table.hits} label={label} />
          ) : (
            <Hits
              controller={props.controller}
              cell={cell}
              outcome={shown.outcome}
              table={table}
              label={label}
              expected={cell.expected}
              view={view}
              onView={props.onView}
            />
          )}
        </div>
      )}
    </div>
  );
}

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
  readonly onExport: () => void;
  readonly onShowMap: () => void;
  readonly onExplain: () => void;
  readonly onAction: (action: FailureAction['id']) => void;
};

/** Says that the hits are in another order than in the answer. */
function Reordered(): VNode {
  return (
    <span class="dim" title={t('The service answered in another order, as it may with a filter')}>
      {t('sorted by score')}
    </span>
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
