import type { VNode } from 'preact';
import type { Hit } from '../../../src/model/hit.ts';
import { recordTextOf } from '../../../src/model/record.ts';
import { formatScore } from '../format.ts';
import { t } from '../l10n.ts';

/** The nearest records, nearest first. */
export function NeighbourList(props: NeighbourListProps): VNode {
  const { neighbours } = props;
  return (
    <section aria-label={t('Nearest records')}>
      <h2>
        {t('Nearest records')} <span class="dim">{props.metric}</span>
      </h2>
      {neighbours.at === 'offered' && (
        <button type="button" class="control" title={neighbours.hint} onClick={props.onNeighbours}>
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
            <Neighbour key={hit.id} hit={hit} {...props} />
          ))}
        </ol>
      )}
    </section>
  );
}

export type Neighbours =
  | { readonly at: 'offered'; readonly hint: string }
  | { readonly at: 'reading' }
  | { readonly at: 'read'; readonly hits: readonly Hit[] }
  | { readonly at: 'failed'; readonly message: string };

/** How a neighbour is shown where its id and metadata alone do not say enough. */
export type NeighbourLabel = {
  readonly name: string;
  readonly text: string;
  readonly notes: readonly string[];
};

export type NeighbourListProps = {
  readonly neighbours: Neighbours;
  readonly metric: string;
  readonly onNeighbours: () => void;
  /** Called when the user follows a neighbour. */
  readonly onOpen: (id: string) => void;
  readonly labelOf?: (hit: Hit) => NeighbourLabel;
  /** Called when the pointer or the focus enters a neighbour, and with undefined when it leaves. */
  readonly onPoint?: (id: string | undefined) => void;
};

function Neighbour({
  hit,
  onOpen,
  onPoint,
  labelOf,
}: NeighbourListProps & { readonly hit: Hit }): VNode {
  const { name, text, notes } = labelOf?.(hit) ?? {
    name: hit.id,
    text: recordTextOf(hit.metadata),
    notes: [],
  };
  return (
    <li>
      <button
        type="button"
        class="neighbour"
        onClick={() => onOpen(hit.id)}
        onPointerEnter={() => onPoint?.(hit.id)}
        onPointerLeave={() => onPoint?.(undefined)}
        onFocus={() => onPoint?.(hit.id)}
        onBlur={() => onPoint?.(undefined)}
      >
        <span class="neighbour-id">{name}</span>
        <span class="numeric">{formatScore(hit.score)}</span>
        {text !== '' && text !== name && <span class="neighbour-text dim">{text}</span>}
        {notes.map((note) => (
          <span key={note} class="dim">
            {note}
          </span>
        ))}
      </button>
    </li>
  );
}
