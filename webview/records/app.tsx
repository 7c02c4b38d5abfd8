import type { VNode } from 'preact';
import { JudgingCover } from '../shared/judging/judgingCover.tsx';
import { EmptyNotice } from './emptyNotice.tsx';
import { FailureNotice } from './failureNotice.tsx';
import { RecordSheet } from './recordSheet.tsx';
import { RecordsGrid } from './recordsGrid.tsx';
import type { RecordsController } from './recordsController.ts';
import { MatchingBar, SelectionBar } from './selectionBar.tsx';
import { StatusLine } from './statusLine.tsx';
import { Toolbar } from './toolbar.tsx';

/** The root component of the records view. Attributes of its root element expose the state to tests. */
export function App({ controller }: { controller: RecordsController }): VNode {
  const { status, reading } = controller;
  const isEmpty = status?.isDone === true && controller.rowCount === 0;
  const isOpen = reading.record.at !== 'none';
  const { shown: judging } = controller.judging;
  return (
    <>
      <main
        class="records"
        inert={judging !== undefined}
        data-listed={status?.listed ?? 0}
        data-generation={status?.generation ?? -1}
        data-selected={controller.selected.size}
      >
        <Toolbar controller={controller} />
        <FailureNotice controller={controller} />
        <div class={isOpen ? 'body is-reading' : 'body'}>
          <div class="list">
            {isEmpty ? (
              <EmptyNotice controller={controller} />
            ) : (
              <RecordsGrid controller={controller} />
            )}
            {controller.selected.size > 0 ? (
              <SelectionBar controller={controller} />
            ) : (
              controller.view.filter.trim() !== '' &&
              !isEmpty && <MatchingBar controller={controller} />
            )}
          </div>
          {isOpen && <RecordSheet controller={controller} />}
        </div>
        <StatusLine controller={controller} />
      </main>
      {judging && <JudgingCover shown={judging} onEnd={() => controller.judging.end()} />}
    </>
  );
}
