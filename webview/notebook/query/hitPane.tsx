import type { VNode } from 'preact';
import type { QueryCell } from '../../../src/model/notebook/cell.ts';
import type { RecordDetails } from '../../../src/protocol/recordPane.ts';
import { formatSentence } from '../../shared/format.ts';
import { Icon } from '../../shared/icons.tsx';
import { t } from '../../shared/l10n.ts';
import { RecordPane } from '../../shared/recordPane/recordPane.tsx';
import type { NotebookController } from '../state/notebookController.ts';
import type { OpenHit } from '../state/hitReading.ts';
import type { CellView } from '../state/notebookView.ts';
import { HitActions } from './hitActions.tsx';

type HitPaneProps = {
  readonly controller: NotebookController;
  readonly cell: QueryCell;
  readonly opened: OpenHit;
  readonly view: CellView;
  readonly onView: (view: CellView) => void;
  readonly onClose: () => void;
};

/** The reading pane of a hit. What the hit itself says is shown until its record is read. */
export function HitPane(props: HitPaneProps): VNode {
  const { controller, opened, onClose } = props;
  const { hits } = controller;
  const { record, neighbours } = hits.reading;
  const read = record.at === 'read' ? record.record : undefined;
  return (
    <aside class="hit-pane" aria-label={t('Record')}>
      <button
        type="button"
        class="icon-button close"
        aria-label={t('Close Record')}
        title={t('Close (Esc)')}
        onClick={onClose}
      >
        <Icon name="close" />
      </button>
      <RecordPane
        key={opened.id}
        record={read ?? knownOf(opened)}
        metric={opened.metric}
        {...(read && { neighbours })}
        appearances={(read?.appearances ?? []).filter(({ cellId }) => cellId !== opened.cellId)}
        onNeighbours={() => void hits.reading.findNeighbours()}
        onOpen={(id) => hits.openNeighbour(id)}
        onAppearance={(where) => void controller.showAppearance(where)}
        onCopy={(text) => void controller.copy(text)}
      >
        <HitActions {...props} />
        {record.at === 'reading' && <p class="dim late">{t('Reading the record…')}</p>}
        {record.at === 'failed' && <p role="alert">{formatSentence(record.message)}</p>}
        {(record.at === 'none' || record.at === 'failed') && (
          <button type="button" class="control" onClick={() => hits.open(opened)}>
            {record.at === 'none' ? t('Read Record') : t('Retry')}
          </button>
        )}
      </RecordPane>
    </aside>
  );
}

function knownOf({ id, hit }: OpenHit): RecordDetails {
  return { id, metadata: hit?.metadata ?? {}, values: hit?.values ?? [], appearances: [] };
}
