import { defaultMapParameters } from '../map/map.ts';
import type { Binding, MapCell } from './cell.ts';

/** Returns a map cell with the default parameters written out, so that later changes of defaults do not affect it. */
export function newMapCell(binding: Partial<Binding> = {}, query = ''): MapCell {
  const parameters = { method: 'umap', ...defaultMapParameters } as const;
  return {
    kind: 'map',
    id: '',
    name: '',
    parameters,
    otherNamespaces: '',
    query,
    filter: '',
    binding,
  };
}
