import type { VNode } from 'preact';
import { formatCount } from '../../shared/format.ts';
import { Icon } from '../../shared/icons.tsx';
import { t } from '../../shared/l10n.ts';
import type { MapController } from '../mapController.ts';
import { liesApart, type ShownQuery } from './queries.ts';
import { queryPaths } from './queryMarks.ts';

/** The queries on the map in words, and what can be done with them. */
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

function QueryEntry(props: { controller: MapController; shown: ShownQuery }): VNode {
  const { controller, shown } = props;
  const { query, hits, missed } = shown;
  const { filter } = query;
  return (
    <div class="query-entry">
      <div class="query-head">
        <svg class={`query-swatch look-${query.look}`} viewBox="-12 -12 24 24" aria-hidden="true">
          <path d={queryPaths[query.look]} />
        </svg>
        <h2 class="query-name">{query.name}</h2>
        <button
          type="button"
          class="icon-button"
          aria-label={t('Take “{0}” off the Map', query.name)}
          title={t('Take off the map')}
          onClick={() => controller.removeQuery(query.id)}
        >
          <Icon name="close" />
        </button>
      </div>
      <p class="numeric dim">{describeHits(shown)}</p>
      {liesApart(shown, controller.scene.positions) && (
        <p class="query-note">
          {t('Its nearest hits lie far apart on the map: its place says little.')}
        </p>
      )}
      {missed.length > 0 && (
        <p class="query-note">
          {t('Expected and not found: {0}', missed.map(({ id }) => id).join(', '))}
        </p>
      )}
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
        {filter !== undefined && (
          <button type="button" class="control" onClick={() => controller.search.type(filter)}>
            {t('Show Filter')}
          </button>
        )}
      </div>
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
