import type { VNode } from 'preact';
import { formatCount } from '../shared/format.ts';
import { t } from '../shared/l10n.ts';
import type { MapController } from './mapController.ts';

/** Explains why the records have no layout, such as a single record or identical distances. */
export function NoLayoutNotice({ controller }: { controller: MapController }): VNode {
  const { map, scene } = controller;
  return (
    <p class="far-points" role="status">
      {describeMissingLayout(map.ids, scene.positions)}
    </p>
  );
}

/** Returns why the records have no layout. */
function describeMissingLayout(ids: readonly string[], xy: Float32Array): string {
  if (ids.length === 1) return t('This is the only record.');
  const isOnePlace = xy.every((at, place) => at === xy[place % 2]);
  if (isOnePlace)
    return t(
      'All {0} records have the same distance to each other: all points are at one position.',
      formatCount(ids.length),
    );
  return t(
    'Too few different records for a layout by neighbours: principal components determine the positions.',
  );
}
