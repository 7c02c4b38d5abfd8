import type { MapTarget } from '../../../src/protocol/map.ts';
import {
  namespaceField,
  otherLabel,
  type MapMethod,
  type MapParameters,
  type MapStage,
} from '../../../src/model/map/map.ts';
import { defaultNamespace } from '../../../src/model/vectorIndex.ts';
import { formatCount, formatDuration } from '../../shared/format.ts';
import { t } from '../../shared/l10n.ts';
import { accuracyColumnName, scoredQuery } from './columnData.ts';
import type { MapState } from './mapState.ts';

/**
 * Returns the name of the map's source: the index, and the namespace if it is not the default, or the number of
 * namespaces.
 */
export function sourceName(
  { index, namespace }: MapTarget,
  { namespaces = [] }: Pick<MapParameters, 'namespaces'> = {},
): string {
  if (namespaces.length > 0)
    return `${index} / ${t('{0} namespaces', formatCount(namespaces.length + 1))}`;
  return namespace === defaultNamespace || namespace === '' ? index : `${index} / ${namespace}`;
}

/** Returns how many records are shown: `10,000 of 10,000`. */
export function describeShown(map: MapState): string {
  const shown =
    map.ids.length > 0
      ? [t('{0} of {1}', formatCount(map.ids.length), formatCount(map.total))]
      : [];
  return shown.join(' · ');
}

/** Returns the parameters in short: `UMAP 15/0.1 seed 42`. */
export function describeParameters(parameters: MapParameters): string {
  const { method = 'umap', neighbours, minDistance, seed } = parameters;
  if (method === 'pca') return t('PCA in {0} dimensions', parameters.components ?? 2);
  const name =
    parameters.detail === 'fine' ? t('{0} fine', methodName(method)) : methodName(method);
  return t('{0} {1}/{2} seed {3}', name, neighbours, minDistance, seed);
}

export function methodName(method: MapMethod): string {
  return { umap: 'UMAP', 'umap-js': t('umap-js (reference)'), pca: 'PCA' }[method];
}

/** Returns the display name of a field. */
export function fieldName(name: string): string {
  const query = scoredQuery(name);
  if (query !== undefined) return t('score of {0}', query);
  if (name === namespaceField) return t('namespace');
  return name === accuracyColumnName ? t('position accuracy') : name;
}

export function stageName(stage: MapStage): string {
  switch (stage) {
    case 'reading':
      return t('Reading records');
    case 'neighbours':
      return t('Finding neighbours');
    case 'layout':
      return t('Laying out');
    case 'done':
      return t('Done');
  }
}

/** Returns the text of the status line for screen readers: the stage, without its progress. */
export function describePhase({ phase, ids }: MapState): string {
  switch (phase.at) {
    case 'opening':
      return t('Opening the map');
    case 'computing':
      return phase.progress ? stageName(phase.progress.stage) : t('Starting');
    case 'done':
      return t(
        'The map is done: {0} in {1}',
        countPoints(ids.length),
        formatDuration(phase.tookMs),
      );
    case 'cancelled':
      return t('The map was cancelled; it shows the last computed positions');
    case 'failed':
      return t('The map could not be made: {0}', phase.message);
  }
}

export function countPoints(count: number): string {
  return count === 1 ? t('1 point') : t('{0} points', formatCount(count));
}

/** Returns the display text of a label; the empty label stands for records without the field. */
export function labelText(label: string): string {
  if (label === '') return t('none');
  return label === otherLabel ? t('other') : label;
}
