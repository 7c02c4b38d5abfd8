import type { VNode } from 'preact';
import type { Hit } from '../../../src/model/hit.ts';
import { parsePointKey } from '../../../src/model/map/pointKey.ts';
import { recordTextOf, titleOf } from '../../../src/model/record.ts';
import { formatSentence } from '../../shared/format.ts';
import { t } from '../../shared/l10n.ts';
import type { NeighbourLabel } from '../../shared/recordPane/neighbourList.tsx';
import { RecordHead, RecordPane } from '../../shared/recordPane/recordPane.tsx';
import type { MapController } from '../mapController.ts';

type RecordProps = { readonly controller: MapController; readonly id: string };

/** The reading pane of the focused record; its id and text until it is read. */
export function RecordView({ controller, id }: RecordProps): VNode {
  const { focus, map, actions } = controller;
  const { record, index } = focus;
  const { id: name, namespace } = parsePointKey(id, '');
  const onCopy = (text: string): void => actions.copy(text);
  const place = name !== id && <p class="dim">{t('in {0}', namespace)}</p>;
  if (record.state === 'shown') {
    const { details } = record;
    return (
      <RecordPane
        key={id}
        record={{ ...details, id: name }}
        metric={controller.title?.metric ?? ''}
        neighbours={{ at: 'read', hits: details.neighbours }}
        appearances={details.appearances}
        labelOf={(hit) => labelOf(controller, hit)}
        onNeighbours={() => undefined}
        onOpen={(key) => void focus.show(key)}
        onPoint={(key) => focus.hover(key === undefined ? -1 : controller.feed.indexOf(key))}
        onAppearance={({ notebook, cellId }) =>
          actions.ask('appearance.show', { notebook, cellId })
        }
        onCopy={onCopy}
      >
        {place}
      </RecordPane>
    );
  }
  return (
    <div class="record-pane">
      <RecordHead
        id={name}
        title={map.titles[index]}
        text={map.texts[index] ?? ''}
        onCopy={onCopy}
      />
      {place}
      {record.state === 'none' && (
        <button type="button" class="control" onClick={() => void focus.show(id)}>
          {t('Show Record')}
        </button>
      )}
      {record.state === 'waiting' && <p class="dim late">{t('Reading the record…')}</p>}
      {record.state === 'failed' && <p role="alert">{formatSentence(record.message)}</p>}
    </div>
  );
}

function labelOf({ feed, map }: MapController, hit: Hit): NeighbourLabel {
  const index = feed.indexOf(hit.id);
  const { id: name, namespace } = parsePointKey(hit.id, '');
  const notes = [
    ...(name === hit.id ? [] : [t('in {0}', namespace)]),
    ...(index === -1 ? [t('not in this sample')] : []),
  ];
  const title = titleOf(hit.metadata) ?? map.titles[index] ?? '';
  return { name, text: title || recordTextOf(hit.metadata) || (map.texts[index] ?? ''), notes };
}
