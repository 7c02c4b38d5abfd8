import type { ComponentChildren, VNode } from 'preact';
import type { Hit } from '../../../src/model/hit.ts';
import { textKeyOf, type Metadata } from '../../../src/model/record.ts';
import { formatScore, formatValue } from '../format.ts';
import { t } from '../l10n.ts';
import { CopyButton } from './copyButton.tsx';
import { VectorView, type PaneRecord } from './vectorView.tsx';

export type Neighbours =
  | { readonly at: 'offered'; readonly hint: string }
  | { readonly at: 'reading' }
  | { readonly at: 'read'; readonly hits: readonly Hit[] }
  | { readonly at: 'failed'; readonly message: string };

export type RecordPaneProps = {
  readonly record: PaneRecord;
  readonly metric: string;
  /** Absent if neighbours cannot be searched. */
  readonly neighbours?: Neighbours;
  readonly onNeighbours: () => void;
  /** Called when the user follows a neighbour. */
  readonly onOpen: (id: string) => void;
  readonly onCopy: (text: string) => void;
  /** Buttons below the id. */
  readonly actions?: ComponentChildren;
};

/** The reading pane of a record: whole text, metadata, vector and neighbours. */
export function RecordPane(props: RecordPaneProps): VNode {
  const { record, onCopy } = props;
  const { id, metadata } = record;
  const textKey = textKeyOf(metadata);
  const text = textKey === undefined ? '' : formatValue(metadata[textKey] ?? '');
  return (
    <div class="record-pane">
      {text !== '' && <div class="record-text">{text}</div>}
      <div class="record-id">
        <code class="mono">{id}</code>
        <CopyButton label={t('Copy ID')} onCopy={() => onCopy(id)} />
        <button
          type="button"
          class="link-button"
          onClick={() => onCopy(JSON.stringify(record, undefined, 2))}
        >
          {t('Copy as JSON')}
        </button>
      </div>
      {props.actions}
      <MetadataTable metadata={metadata} {...(textKey !== undefined && { textKey })} />
      <VectorView record={record} onCopy={onCopy} />
      {props.neighbours && <NeighbourList {...props} neighbours={props.neighbours} />}
    </div>
  );
}

function MetadataTable({
  metadata,
  textKey,
}: {
  readonly metadata: Metadata;
  readonly textKey?: string;
}): VNode {
  const rows = Object.entries(metadata).filter(([key]) => key !== textKey);
  if (rows.length === 0)
    return <p class="dim">{textKey === undefined ? t('No metadata') : t('No other metadata')}</p>;
  return (
    <table class="metadata">
      <caption class="unseen">{t('Metadata')}</caption>
      <tbody>
        {rows.map(([key, value]) => (
          <tr key={key}>
            <th scope="row">{key}</th>
            <td>{formatValue(value)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function NeighbourList({
  neighbours,
  metric,
  onNeighbours,
  onOpen,
}: RecordPaneProps & { readonly neighbours: Neighbours }): VNode {
  return (
    <section aria-label={t('Nearest records')}>
      <h2>
        {t('Nearest records')} <span class="dim">{metric}</span>
      </h2>
      {neighbours.at === 'offered' && (
        <button type="button" class="control" title={neighbours.hint} onClick={onNeighbours}>
          {t('Find Nearest Records')}
        </button>
      )}
      {neighbours.at === 'reading' && <p class="dim late">{t('Searching…')}</p>}
      {neighbours.at === 'failed' && <p role="alert">{neighbours.message}</p>}
      {neighbours.at === 'read' && neighbours.hits.length === 0 && (
        <p class="dim">{t('This is the only record')}</p>
      )}
      {neighbours.at === 'read' && (
        <ol class="neighbours">
          {neighbours.hits.map((hit) => (
            <NeighbourItem key={hit.id} hit={hit} onOpen={onOpen} />
          ))}
        </ol>
      )}
    </section>
  );
}

function NeighbourItem({ hit, onOpen }: { hit: Hit; onOpen: (id: string) => void }): VNode {
  const key = textKeyOf(hit.metadata);
  const text = key === undefined ? '' : formatValue(hit.metadata[key] ?? '');
  return (
    <li>
      <button type="button" class="neighbour" onClick={() => onOpen(hit.id)}>
        <span class="neighbour-id">{hit.id}</span>
        <span class="numeric">{formatScore(hit.score)}</span>
        {text !== '' && text !== hit.id && <span class="neighbour-text dim">{text}</span>}
      </button>
    </li>
  );
}
