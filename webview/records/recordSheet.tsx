import type { VNode } from 'preact';
import { formatSentence } from '../shared/format.ts';
import { Icon } from '../shared/icons.tsx';
import { t } from '../shared/l10n.ts';
import { RecordPane } from '../shared/recordPane/recordPane.tsx';
import type { RecordsController } from './recordsController.ts';

/** The reading pane beside the grid; in a narrow view a sheet over it. */
export function RecordSheet({ controller }: { controller: RecordsController }): VNode {
  const { reading, title } = controller;
  const { record } = reading;
  return (
    <aside
      class="sheet"
      aria-label={t('Record')}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        controller.closeRecord();
        controller.scroller.current?.focus();
      }}
    >
      <button
        type="button"
        class="icon-button close"
        aria-label={t('Close Record')}
        title={t('Close (Esc)')}
        onClick={() => controller.closeRecord()}
      >
        <Icon name="close" />
      </button>
      {record.at === 'reading' && <p class="dim late">{t('Reading the record…')}</p>}
      {record.at === 'failed' && (
        <>
          <p role="alert">{formatSentence(record.message)}</p>
          <button type="button" class="control" onClick={() => controller.openRecord(record.id)}>
            {t('Retry')}
          </button>
        </>
      )}
      {record.at === 'read' && (
        <RecordPane
          key={record.id}
          record={record.record}
          metric={title?.metric ?? ''}
          {...(title?.canSearch && { neighbours: reading.neighbours })}
          onNeighbours={() => void reading.findNeighbours()}
          onOpen={(id) => controller.openRecord(id)}
          onCopy={(text) => controller.copyText(text)}
          appearances={record.record.appearances}
          onAppearance={(where) => controller.showAppearance(where)}
        >
          <RecordActions controller={controller} id={record.id} />
        </RecordPane>
      )}
    </aside>
  );
}

function RecordActions(props: { controller: RecordsController; id: string }): VNode | null {
  const { controller, id } = props;
  const actions = controller.title?.actions ?? [];
  return (
    <div class="record-actions">
      {actions.includes('open') && (
        <button type="button" class="control" onClick={() => controller.run('open', [id])}>
          {t('Open Record')}
        </button>
      )}
      {controller.title?.canSearch && (
        <button type="button" class="control" onClick={() => controller.query([id])}>
          {t('Send to Notebook')}
        </button>
      )}
    </div>
  );
}
