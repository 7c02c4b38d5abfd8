import type { Binding, Notebook, QueryCell } from '../../model/notebook/cell.ts';
import { parsePointKey } from '../../model/map/pointKey.ts';
import type { MapSelection } from '../../protocol/map.ts';

/**
 * Returns a notebook for selected records: a text that counts them, and a query by their central record that expects the
 * listed ones.
 */
export function selectionNotebook(
  binding: Binding,
  selection: MapSelection,
  words: SelectionSummary,
): Notebook {
  const { ids, count } = selection;
  return {
    binding,
    cells: [
      { kind: 'text', id: '1', text: words(ids.length, count) },
      { ...selectionQuery(selection, binding.namespace), id: '2' },
    ],
  };
}

/** Returns the text of the first cell: how many records were selected, and how many of them are expected. */
export type SelectionSummary = (listed: number, count: number) => string;

const mostHits = 1000;

/**
 * Returns a query by the central record of a selection, with the selected records as expected hits. Binds it to the
 * record's namespace if that is not `own`, the map's.
 */
export function selectionQuery(
  { centreId, ids, count, filter }: MapSelection,
  own: string,
): QueryCell {
  const { namespace, id } = parsePointKey(centreId, own);
  const places = ids.map((key) => parsePointKey(key, own));
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
