import type { VNode } from 'preact';
import { parsePointKey } from '../../../src/model/map/pointKey.ts';
import { formatCount } from '../../shared/format.ts';
import { Icon } from '../../shared/icons.tsx';
import { t } from '../../shared/l10n.ts';
import type { MapController } from '../mapController.ts';
import { titleOf } from '../shared/mapState.ts';
import { scoreName } from '../shared/columnData.ts';
import { isPlacementUncertain, type MissedRecord, type ShownQuery } from './queries.ts';
import { queryPaths } from './queryMarks.ts';

/** The list of queries on the map, with their actions. */
export function QueryList({ controller }: { controller: MapController }): VNode {
  const { all } = controller.queries;
  return (
    <section class="query-list" aria-label={t('Queries')}>
      {all.map((shown) => (
        <QueryEntry key={shown.query.id} controller={controller} shown={shown} />
      ))}
    </section>
  );
}

type EntryProps = { readonly controller: MapController; readonly shown: ShownQuery };

function QueryEntry(props: EntryProps): VNode {
  const { controller, shown } = props;
  const { query, missed } = shown;
  return (
    <div class="query-entry">
      <div class="query-head">
        <svg
          class={`query-swatch query-style-${query.style}`}
          viewBox="-12 -12 24 24"
          aria-hidden="true"
        >
          <path d={queryPaths[query.style]} />
        </svg>
        <h2 class="query-name">{query.name}</h2>
        <button
          type="button"
          class="icon-button"
          aria-label={t('Remove “{0}” from the Map', query.name)}
          title={t('Remove from the map')}
          onClick={() => controller.actions.ask('query.remove', { id: query.id })}
        >
          <Icon name="close" />
        </button>
      </div>
      <p class="numeric dim">{describeHits(shown)}</p>
      {isPlacementUncertain(shown, controller.scene.positions) && (
        <p class="query-note">
          {t('Its nearest hits are far apart on the map: its position means little.')}
        </p>
      )}
      {missed.length > 0 && (
        <div class="query-note">
          {t('Expected but not found:')}
          <ul class="missed">
            {missed.map((one) => (
              <Missed key={one.id} controller={controller} missed={one} />
            ))}
          </ul>
        </div>
      )}
      <QueryActions {...props} />
    </div>
  );
}

type MissedProps = { readonly controller: MapController; readonly missed: MissedRecord };

/** A record that the query missed, by its title and id. */
function Missed({ controller, missed }: MissedProps): VNode {
  const id = parsePointKey(missed.id, '').id;
  const name = titleOf(controller.map, missed);
  const isOnMap = missed.index >= 0;
  return (
    <li>
      {isOnMap ? (
        <button
          type="button"
          class="link-button"
          onClick={() => void controller.focus.show(missed.id)}
        >
          {name}
        </button>
      ) : (
        <span>{name}</span>
      )}
      {name !== id && <span class="mono dim">{id}</span>}
      {!isOnMap && <span class="dim">{t('not on this map')}</span>}
    </li>
  );
}

function QueryActions({ controller, shown }: EntryProps): VNode {
  const { query, hits } = shown;
  const { filter } = query;
  return (
    <div class="query-actions">
      {hits.length > 0 && (
        <button
          type="button"
          class="control"
          onClick={() => controller.selection.change(Uint32Array.from(hits), 'replace')}
        >
          {t('Select Hits')}
        </button>
      )}
      {query.input !== undefined && (
        <button
          type="button"
          class="control"
          title={t('Colour all points by their score for this query')}
          onClick={() => void controller.colourSources.colourBy(scoreName(query))}
        >
          {t('Colour by Score')}
        </button>
      )}
      {filter !== undefined && (
        <button type="button" class="control" onClick={() => controller.search.type(filter)}>
          {t('Show Filter')}
        </button>
      )}
    </div>
  );
}

function describeHits({ query, hits }: ShownQuery): string {
  const count =
    query.hits.length === 1 ? t('1 hit') : t('{0} hits', formatCount(query.hits.length));
  const elsewhere = query.hits.length - hits.length;
  if (elsewhere === 0) return count;
  return `${count} · ${t('{0} not on this map', formatCount(elsewhere))}`;
}
