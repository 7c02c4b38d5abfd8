import { describe, expect, it } from 'vitest';
import { defaultMapParameters, type MapParameters } from '../../../../src/model/map/map.ts';
import type { MapCell } from '../../../../src/model/notebook/cell.ts';
import { checkMapCell } from '../../../../src/services/notebook/checkMapCell.ts';

describe('a map cell has', () => {
  it.each([
    ['no problem with fine detail by default', { detail: 'fine' }, []],
    ['no problem with fine detail by umap', { method: 'umap', detail: 'fine' }, []],
    ['no problem with standard detail by pca', { method: 'pca', detail: 'standard' }, []],
    ['a problem with fine detail by umap-js', { method: 'umap-js', detail: 'fine' }, ['detail']],
    ['a problem with fine detail by pca', { method: 'pca', detail: 'fine' }, ['detail']],
    ['a problem with three components by umap', { components: 3 }, ['components']],
  ] satisfies [string, Partial<MapParameters>, string[]][])('%s', (_, changes, fields) => {
    const cell: MapCell = {
      kind: 'map',
      id: '1',
      name: '',
      parameters: { ...defaultMapParameters, ...changes },
      otherNamespaces: '',
      query: '',
      filter: '',
      binding: {},
    };
    expect(checkMapCell(cell).map(({ field }) => field)).toEqual(fields);
  });
});
