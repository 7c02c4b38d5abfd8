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
      'The distance tells none of the {0} records apart: all lie in one place.',
      formatCount(ids.length),
    );
  return t(
    'So few different records have no neighbourhoods: they lie where their principal components put them.',
  );
}
