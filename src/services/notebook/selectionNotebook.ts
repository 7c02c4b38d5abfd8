import type { Binding, Notebook, QueryCell } from '../../model/notebook/cell.ts';
import { recordOfPoint } from '../../model/map/pointKey.ts';
import type { MapSelection } from '../../protocol/map.ts';

/** The words of the text cell; `ids` stand below them. */
export type SelectionSummary = (listed: number, count: number) => string;

const mostHits = 1000;

/** A notebook that starts from points selected on a map: what was selected, and a query from the middle of them. */
export function selectionNotebook(
  binding: Binding,
  selection: MapSelection,
  words: SelectionSummary,
): Notebook {
  const { ids, count } = selection;
  return {
    binding,
    cells: [
      { kind: 'text', id: '1', text: [words(ids.length, count), '', ...ids].join('\n') },
      { ...selectionQuery(selection, binding.namespace), id: '2', expected: '' },
    ],
  };
}

/**
 * A query from the middle of the selected points, which should find them: in the namespace of that record, where that is
 * not `own`, the map's.
 */
export function selectionQuery(
  { centreId, ids, count, filter }: MapSelection,
  own: string,
): QueryCell {
  const { namespace, id } = recordOfPoint(centreId, own);
  const places = ids.map((key) => recordOfPoint(key, own));
  const beside = places.filter((place) => place.namespace === namespace);
  return {
    kind: 'query',
    id: '',
    name: '',
    input: { by: 'id', value: id },
    filter: filter === undefined ? '' : JSON.stringify(filter),
    topK: Math.min(count, mostHits),
    includeValues: false,
    expected: beside.map((place) => place.id).join('\n'),
    binding: namespace === own ? {} : { namespace },
  };
}
