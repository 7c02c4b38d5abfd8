import type { ComponentChildren, VNode } from 'preact';
import type { CellRun } from '../../../src/protocol/notebook.ts';
import type { CellItemProps } from '../cell/cellProps.ts';
import { CellStatus } from '../cell/cellStatus.tsx';
import { FailureNotice } from '../cell/failureNotice.tsx';
import { endOf } from '../state/runOutcomes.ts';

/** The status, failure and result of an explain or compare cell; nothing before its first run. */
export function AnalysisResult(
  props: CellItemProps & {
    readonly run: CellRun | undefined;
    readonly isOld: boolean;
    readonly children: ComponentChildren;
  },
): VNode | null {
  const { controller, cell, run, isOld, children } = props;
  if (!run) return null;
  const end = endOf(run);
  return (
    <div class="cell-result">
      <div class="result-bar">
        <CellStatus run={run} />
      </div>
      {end?.kind === 'failed' && (
        <FailureNotice failure={end} onAction={(action) => void controller.take(action, cell.id)} />
      )}
      <div class={isOld ? 'analysis is-old' : 'analysis'} aria-busy={run.state === 'running'}>
        {children}
      </div>
    </div>
  );
}
