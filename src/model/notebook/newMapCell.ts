import { defaultMapParameters } from '../map/map.ts';
import type { Binding, MapCell } from './cell.ts';

/** A map cell with the parameters that a map has by default, written out: they stay though the defaults may change. */
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
